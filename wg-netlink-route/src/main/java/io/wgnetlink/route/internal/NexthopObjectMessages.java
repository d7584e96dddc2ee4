package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.NexthopAttribute.NHA_BLACKHOLE;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_ENCAP;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_FDB;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_GATEWAY;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_GROUP;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_GROUPS;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_GROUP_TYPE;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_ID;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_MASTER;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_OIF;
import static io.wgnetlink.route.internal.NexthopAttribute.NHA_RES_GROUP;
import static io.wgnetlink.route.internal.ResilientGroupAttribute.NHA_RES_GROUP_BUCKETS;
import static io.wgnetlink.route.internal.ResilientGroupAttribute.NHA_RES_GROUP_IDLE_TIMER;
import static io.wgnetlink.route.internal.ResilientGroupAttribute.NHA_RES_GROUP_UNBALANCED_TIMER;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.SingleNexthop;
import java.util.List;

/** The messages of nexthop objects: requests from values, values from replies. */
public final class NexthopObjectMessages {
  public static final int RTM_NEWNEXTHOP = 104;
  public static final int RTM_DELNEXTHOP = 105;
  public static final int RTM_GETNEXTHOP = 106;
  static final int RTM_NEWNEXTHOPBUCKET = 116;
  static final int RTM_GETNEXTHOPBUCKET = 118;

  private static final MessageSchema NEWNEXTHOP = schema("RTM_NEWNEXTHOP");
  private static final MessageSchema DELNEXTHOP = schema("RTM_DELNEXTHOP");
  private static final MessageSchema GETNEXTHOP = schema("RTM_GETNEXTHOP");
  private static final MessageSchema GETNEXTHOPBUCKET = schema("RTM_GETNEXTHOPBUCKET");

  private NexthopObjectMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, NexthopObjectMessage.LENGTH, NexthopAttribute.TABLE);
  }

  // Requests.

  /** The kernel answers with the object that it made. */
  public static Request add(NexthopObject object) {
    int flags = MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_EXCL | MessageFlags.NLM_F_ECHO;
    return set("add", object, flags);
  }

  static Request replace(NexthopObject object) {
    return set("replace", object, MessageFlags.NLM_F_CREATE | MessageFlags.NLM_F_REPLACE);
  }

  static Request change(NexthopObject object) {
    return set("change", object, MessageFlags.NLM_F_REPLACE);
  }

  private static Request set(String verb, NexthopObject object, int flags) {
    return Request.of(
            verb + " nexthop " + object, RTM_NEWNEXTHOP, NEWNEXTHOP, w -> write(w, object))
        .withFlags(flags);
  }

  static Request delete(int id) {
    return Request.of(
        "delete nexthop id " + Integer.toUnsignedString(id),
        RTM_DELNEXTHOP,
        DELNEXTHOP,
        w -> writeKey(w, id));
  }

  static Request get(int id) {
    return Request.of(
        "read nexthop id " + Integer.toUnsignedString(id),
        RTM_GETNEXTHOP,
        GETNEXTHOP,
        w -> writeKey(w, id));
  }

  static Request dump(NexthopFilter filter) {
    return Request.of("list nexthops " + filter, RTM_GETNEXTHOP, GETNEXTHOP, w -> {
      int family = filter.family().map(AddressFamily::number).orElse(0);
      writeHeader(w, new NexthopObjectMessage(family, 0, 0, 0));
      filter.oif().ifPresent(index -> w.putU32(NHA_OIF, index));
      filter.master().ifPresent(index -> w.putU32(NHA_MASTER, index));
      if (filter.groups()) {
        w.putFlag(NHA_GROUPS);
      }
      if (filter.fdb()) {
        w.putFlag(NHA_FDB);
      }
    });
  }

  static Request dumpBuckets(int group) {
    return Request.of(
        "list buckets of nexthop id " + Integer.toUnsignedString(group),
        RTM_GETNEXTHOPBUCKET,
        GETNEXTHOPBUCKET,
        w -> writeKey(w, group));
  }

  private static void writeKey(MessageWriter w, int id) {
    writeHeader(w, new NexthopObjectMessage(0, 0, 0, 0));
    w.putU32(NHA_ID, id);
  }

  private static void write(MessageWriter w, NexthopObject object) {
    if (object instanceof NexthopGroup group) {
      writeGroup(w, group);
    } else {
      writeSingle(w, (SingleNexthop) object);
    }
  }

  private static void writeSingle(MessageWriter w, SingleNexthop single) {
    int flags = single.flags() & SingleNexthop.FLAG_ONLINK;
    writeHeader(w, new NexthopObjectMessage(single.family().number(), 0, single.protocol(), flags));
    writeId(w, single.id());
    single.gateway().ifPresent(router -> w.putBytes(NHA_GATEWAY, router.getAddress()));
    single.oif().ifPresent(index -> w.putU32(NHA_OIF, index));
    if (single.blackhole()) {
      w.putFlag(NHA_BLACKHOLE);
    }
    if (single.fdb()) {
      w.putFlag(NHA_FDB);
    }
    writeKept(w, single.otherAttributes());
  }

  private static void writeGroup(MessageWriter w, NexthopGroup group) {
    writeHeader(w, new NexthopObjectMessage(0, 0, group.protocol(), 0));
    writeId(w, group.id());
    writeMembers(w, group.members());
    group.resilience().ifPresent(settings -> writeResilience(w, settings));
    if (group.type() != NexthopGroup.TYPE_HASH_THRESHOLD) {
      w.putU16(NHA_GROUP_TYPE, group.type());
    }
    if (group.fdb()) {
      w.putFlag(NHA_FDB);
    }
    writeKept(w, group.otherAttributes());
  }

  /** Without the attribute the kernel chooses. */
  private static void writeId(MessageWriter w, int id) {
    if (id != 0) {
      w.putU32(NHA_ID, id);
    }
  }

  private static void writeMembers(MessageWriter w, List<NexthopGroup.Member> members) {
    int at = w.putStructure(NHA_GROUP, members.size() * NexthopGroupEntry.LENGTH);
    for (NexthopGroup.Member member : members) {
      new NexthopGroupEntry(member.id(), member.weight() - 1).encode(w.buffer(), at);
      at += NexthopGroupEntry.LENGTH;
    }
  }

  private static void writeResilience(MessageWriter w, NexthopGroup.Resilience settings) {
    w.open(NHA_RES_GROUP);
    w.putU16(NHA_RES_GROUP_BUCKETS, settings.buckets());
    w.putU32(NHA_RES_GROUP_IDLE_TIMER, (int) KernelTicks.of(settings.idleTimer()));
    w.putU32(NHA_RES_GROUP_UNBALANCED_TIMER, (int) KernelTicks.of(settings.unbalancedTimer()));
    w.close();
  }

  /** The kernel wants an encapsulation flagged as nested, and does not flag it itself. */
  private static void writeKept(MessageWriter w, List<UnknownAttribute> attributes) {
    for (UnknownAttribute kept : attributes) {
      w.putBytes(new KeptAttribute(kept, kept.type() == NHA_ENCAP.type()), kept.payload());
    }
  }

  private static void writeHeader(MessageWriter w, NexthopObjectMessage header) {
    int at = w.reserve(NexthopObjectMessage.LENGTH);
    header.encode(w.buffer(), at);
  }

  // Replies.

  /** Returns whether a reply or event is about a group, or a nexthop of a family known here. */
  public static boolean isNexthop(MessageReader message) {
    return (message.type() == RTM_NEWNEXTHOP || message.type() == RTM_DELNEXTHOP)
        && new NexthopObjectReader(message).isKnown();
  }

  /**
   * Reads the nexthop object that a message of type {@code RTM_NEWNEXTHOP} or
   * {@code RTM_DELNEXTHOP} is about.
   */
  public static NexthopObject decode(MessageReader message) {
    return new NexthopObjectReader(message).read();
  }

  static boolean isBucket(MessageReader message) {
    return message.type() == RTM_NEWNEXTHOPBUCKET;
  }

  static NexthopBucket decodeBucket(MessageReader message) {
    return new NexthopObjectReader(message).readBucket();
  }
}
