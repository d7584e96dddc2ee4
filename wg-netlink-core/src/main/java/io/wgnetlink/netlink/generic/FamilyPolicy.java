package io.wgnetlink.netlink.generic;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a kernel accepts in the messages of a family, so that one can see what it knows without
 * trying it. Immutable.
 *
 * <p>A kernel shows the attributes that it checks by tables. Whether those reach into nested
 * attributes depends on the family: those of WireGuard do from Linux 6.19 on.
 *
 * @param commands the number of the policy by command; a kernel before Linux 5.10 does not tell
 *     them apart, and has number 0 for all
 * @param policies the attributes of each policy, by their numbers
 */
public record FamilyPolicy(
    Map<Integer, Integer> commands, Map<Integer, Map<Integer, AttributePolicy>> policies) {
  private static final int CTRL_CMD_GETPOLICY = 10;

  private static final MessageSchema GET_POLICY =
      new MessageSchema("CTRL_CMD_GETPOLICY", GenericHeader.LENGTH, ControlAttribute.TABLE);

  public FamilyPolicy {
    commands = Map.copyOf(commands);
    Map<Integer, Map<Integer, AttributePolicy>> copies = new HashMap<>();
    policies.forEach((number, attributes) -> copies.put(number, Map.copyOf(attributes)));
    policies = Map.copyOf(copies);
  }

  /**
   * Asks the kernel; needs no capability. Linux 5.7.
   *
   * @param client a client of {@code NETLINK_GENERIC}
   * @throws io.wgnetlink.netlink.NetlinkException with {@code EOPNOTSUPP} before Linux 5.7
   */
  public static FamilyPolicy read(NetlinkClient client, GenericFamily family) {
    Request request = Request.of(
        "read the policy of generic netlink family " + family.name(),
        GenericFamily.CONTROL_ID,
        GET_POLICY,
        writer -> {
          GenericHeader.encode(writer, CTRL_CMD_GETPOLICY, GenericFamily.CONTROL_VERSION);
          writer.putU16(ControlAttribute.CTRL_ATTR_FAMILY_ID, family.id());
        });
    Collector collector = new Collector();
    client.dump(request, collector);
    return collector.policy();
  }

  /**
   * Returns the policy of an attribute in the requests of a command; empty when the kernel does not
   * know the attribute, or does not show what is in one of those before it.
   *
   * @param path the numbers of the attribute and of those it is nested in, from the outermost; the
   *     positions in lists are left out
   */
  public Optional<AttributePolicy> attribute(int command, int... path) {
    OptionalInt policy = OptionalInt.of(commands.getOrDefault(command, 0));
    Optional<AttributePolicy> found = Optional.empty();
    for (int type : path) {
      if (policy.isEmpty()) {
        return Optional.empty();
      }
      found =
          Optional.ofNullable(policies.getOrDefault(policy.getAsInt(), Map.of()).get(type));
      policy = found.map(AttributePolicy::nested).orElse(OptionalInt.empty());
    }
    return found;
  }

  /** Puts the policy together: each message of the dump has one command, or one attribute. */
  static final class Collector implements DumpVisitor {
    private final Map<Integer, Integer> commands = new HashMap<>();
    private final Map<Integer, Map<Integer, AttributePolicy>> policies = new HashMap<>();
    private final AttributeCursor<PolicyAttribute> said =
        new AttributeCursor<>(PolicyAttribute.TABLE);

    FamilyPolicy policy() {
      return new FamilyPolicy(commands, policies);
    }

    @Override
    public void begin(int attempt) {
      commands.clear();
      policies.clear();
    }

    @Override
    public void message(MessageReader message) {
      AttributeCursor<ControlAttribute> cursor = new AttributeCursor<>(ControlAttribute.TABLE);
      cursor.over(message, GenericHeader.LENGTH);
      while (cursor.next()) {
        if (cursor.isUnknown()) {
          continue;
        }
        switch (cursor.attribute()) {
          case CTRL_ATTR_OP_POLICY -> commands(cursor);
          case CTRL_ATTR_POLICY -> policies(cursor);
          default -> {}
        }
      }
    }

    private void commands(AttributeCursor<?> list) {
      AttributeCursor<?> command = AttributeCursor.ofElements().inside(list);
      AttributeCursor<ControlAttribute.CommandPolicy> cursor =
          new AttributeCursor<>(ControlAttribute.CommandPolicy.TABLE);
      while (command.next()) {
        cursor.inside(command);
        while (cursor.next()) {
          if (!cursor.isUnknown()
              && cursor.attribute() == ControlAttribute.CommandPolicy.CTRL_ATTR_POLICY_DO) {
            commands.put(command.type(), cursor.s32());
          }
        }
      }
    }

    /** The elements of the list are policies, and theirs the attributes, each by its number. */
    private void policies(AttributeCursor<?> list) {
      AttributeCursor<?> policy = AttributeCursor.ofElements().inside(list);
      AttributeCursor<?> attribute = AttributeCursor.ofElements();
      while (policy.next()) {
        attribute.inside(policy);
        while (attribute.next()) {
          policies
              .computeIfAbsent(policy.type(), number -> new HashMap<>())
              .put(attribute.type(), decode(attribute));
        }
      }
    }

    private AttributePolicy decode(AttributeCursor<?> attribute) {
      OptionalInt nested = OptionalInt.empty();
      OptionalLong mask = OptionalLong.empty();
      said.inside(attribute);
      while (said.next()) {
        if (said.isUnknown()) {
          continue;
        }
        switch (said.attribute()) {
          case NL_POLICY_TYPE_ATTR_POLICY_IDX -> nested = OptionalInt.of(said.s32());
          case NL_POLICY_TYPE_ATTR_MASK -> mask = OptionalLong.of(said.u64());
          default -> {}
        }
      }
      return new AttributePolicy(nested, mask);
    }
  }
}
