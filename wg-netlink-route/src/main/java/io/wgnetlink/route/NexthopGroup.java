package io.wgnetlink.route;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A nexthop object that spreads flows over others by their weights. Immutable.
 *
 * <pre>{@code
 * NexthopGroup both = NexthopGroup.builder().id(100).member(1, 3).member(2, 1).build();
 * }</pre>
 *
 * @param id its number, unsigned; 0 when the kernel is to choose
 * @param type how it spreads: {@link #TYPE_HASH_THRESHOLD}, {@link #TYPE_RESILIENT} or one without
 *     a name here
 * @param members the nexthops among which it chooses, none of them twice
 * @param resilience how a resilient group moves flows
 * @param fdb whether it is for bridges, and so are its members
 * @param protocol who made it, {@code RTPROT_*}
 * @param flags {@code RTNH_F_*}: what the kernel found
 * @param otherAttributes attributes that have no component here
 */
public record NexthopGroup(
    int id,
    int type,
    List<Member> members,
    Optional<Resilience> resilience,
    boolean fdb,
    int protocol,
    int flags,
    List<UnknownAttribute> otherAttributes)
    implements NexthopObject {

  /** {@code NEXTHOP_GRP_TYPE_MPATH}: a change of the members may move any flow. */
  public static final int TYPE_HASH_THRESHOLD = 0;

  /** {@code NEXTHOP_GRP_TYPE_RES} (Linux 5.13): flows that go on stay with a member that stays. */
  public static final int TYPE_RESILIENT = 1;

  /**
   * The largest weight, of Linux 6.12 on; before, the kernel refuses weights above 255 (measured on
   * 6.1).
   */
  public static final int MAX_WEIGHT = 0xffff;

  /**
   * A nexthop of a group.
   *
   * @param id the number of the nexthop object, unsigned
   * @param weight its share of the flows, 1 to 65535; above 255 only of Linux 6.12 on, the kernel
   *     refuses it before (EINVAL)
   */
  public record Member(int id, int weight) {
    public Member {
      if (weight < 1 || weight > MAX_WEIGHT) {
        throw new IllegalArgumentException("weight " + weight + " of nexthop "
            + Integer.toUnsignedString(id) + " is not in 1 to " + MAX_WEIGHT);
      }
    }

    /** Returns {@code ID,WEIGHT}, as {@code ip nexthop} takes it. */
    @Override
    public String toString() {
      return Integer.toUnsignedString(id) + "," + weight;
    }
  }

  /**
   * How a resilient group moves flows: those that fall into one bucket go by one member. Times are
   * kept in hundredths of a second.
   *
   * @param buckets how many there are, 1 to 65535; it cannot be changed
   * @param idleTimer how long nothing was sent by a bucket before it may move
   * @param unbalancedTimer after which time out of balance buckets move although they are used;
   *     zero for never
   * @param unbalancedTime how long the group has been out of balance: what the kernel found
   */
  public record Resilience(
      int buckets, Duration idleTimer, Duration unbalancedTimer, Duration unbalancedTime) {
    private static final int TICKS_PER_SECOND = 100;

    /** 32 bits of ticks. */
    private static final Duration LONGEST =
        Duration.ofMillis(0xffff_ffffL * 1000 / TICKS_PER_SECOND);

    public Resilience {
      if (buckets < 0 || buckets > 0xffff) {
        throw new IllegalArgumentException(buckets + " buckets are not in 0 to 65535");
      }
      requireTimer("idle timer", idleTimer);
      requireTimer("unbalanced timer", unbalancedTimer);
    }

    private static void requireTimer(String what, Duration time) {
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(what + " " + time + " is not in 0 to " + LONGEST);
      }
    }

    /** Returns the settings of a new group. */
    public static Resilience of(int buckets, Duration idleTimer, Duration unbalancedTimer) {
      return new Resilience(buckets, idleTimer, unbalancedTimer, Duration.ZERO);
    }
  }

  public NexthopGroup {
    requireProtocol(protocol);
    if (type < 0 || type > 0xffff) {
      throw new IllegalArgumentException("group type " + type + " is not in 0 to 65535");
    }
    members = List.copyOf(members);
    otherAttributes = List.copyOf(otherAttributes);
  }

  static void requireProtocol(int protocol) {
    if (protocol < 0 || protocol > 0xff) {
      throw new IllegalArgumentException("nexthop protocol " + protocol + " is not in 0 to 255");
    }
  }

  /** Starts a group without members, made by nobody in particular. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts a group that is like this one unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.id = id;
    builder.type = type;
    builder.members.addAll(members);
    builder.resilience = resilience;
    builder.fdb = fdb;
    builder.protocol = protocol;
    builder.flags = flags;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects the parts of a group. Not thread-safe. */
  public static final class Builder {
    private int id;
    private int type = TYPE_HASH_THRESHOLD;
    private final List<Member> members = new ArrayList<>();
    private Optional<Resilience> resilience = Optional.empty();
    private boolean fdb;
    private int protocol;
    private int flags;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder() {}

    public Builder id(int number) {
      id = number;
      return this;
    }

    public Builder type(int number) {
      type = number;
      return this;
    }

    /** Adds a nexthop with its weight. */
    public Builder member(int nexthop, int weight) {
      members.add(new Member(nexthop, weight));
      return this;
    }

    /** Sets all members. */
    public Builder members(List<Member> all) {
      members.clear();
      members.addAll(all);
      return this;
    }

    /** Makes it resilient. */
    public Builder resilience(Resilience settings) {
      type = TYPE_RESILIENT;
      resilience = Optional.of(settings);
      return this;
    }

    /** Makes it one for bridges. */
    public Builder fdb() {
      fdb = true;
      return this;
    }

    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    public Builder flags(int bits) {
      flags = bits;
      return this;
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public NexthopGroup build() {
      return new NexthopGroup(id, type, members, resilience, fdb, protocol, flags, otherAttributes);
    }
  }

  /** Returns the group in the words of {@code ip nexthop}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("id ").append(Integer.toUnsignedString(id));
    text.append(" group ");
    text.append(members.stream().map(Member::toString).collect(Collectors.joining("/")));
    if (type != TYPE_HASH_THRESHOLD) {
      text.append(" type ").append(type == TYPE_RESILIENT ? "resilient" : Integer.toString(type));
    }
    resilience.ifPresent(settings -> text.append(" buckets ")
        .append(settings.buckets())
        .append(" idle_timer ")
        .append(settings.idleTimer())
        .append(" unbalanced_timer ")
        .append(settings.unbalancedTimer()));
    return text.append(fdb ? " fdb" : "").append(" proto ").append(protocol).toString();
  }
}
