package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.NamespaceAttribute.NETNSA_FD;
import static io.wgnetlink.route.internal.NamespaceAttribute.NETNSA_NSID;

import io.wgnetlink.netlink.Request;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Optional;

/**
 * The messages of namespace numbers. Their fixed part is {@code struct rtgenmsg}
 * ({@code uapi/linux/rtnetlink.h}), one byte for a family, which is 0, padded to four.
 */
final class NamespaceMessages {
  static final int RTM_NEWNSID = 88;
  static final int RTM_GETNSID = 90;

  /** {@code NLMSG_ALIGN(sizeof(struct rtgenmsg))}. */
  private static final int LENGTH = 4;

  /** {@code NETNSA_NSID_NOT_ASSIGNED}. */
  private static final int NOT_ASSIGNED = -1;

  private static final MessageSchema NEWNSID = schema("RTM_NEWNSID");
  private static final MessageSchema GETNSID = schema("RTM_GETNSID");

  private NamespaceMessages() {}

  private static MessageSchema schema(String name) {
    return new MessageSchema(name, LENGTH, NamespaceAttribute.TABLE);
  }

  // Requests.

  /** Lets the kernel choose the number of a namespace, which is named by an open descriptor. */
  static Request assign(String name, int descriptor) {
    return Request.of("give " + name + " a number", RTM_NEWNSID, NEWNSID, w -> {
      write(w, descriptor);
      w.putU32(NETNSA_NSID, NOT_ASSIGNED);
    });
  }

  static Request get(String name, int descriptor) {
    return Request.of(
        "read the number of " + name, RTM_GETNSID, GETNSID, w -> write(w, descriptor));
  }

  private static void write(MessageWriter w, int descriptor) {
    w.reserve(LENGTH);
    w.putU32(NETNSA_FD, descriptor);
  }

  // Replies.

  /** Returns the number that a reply of type {@code RTM_NEWNSID} says; empty when there is none. */
  static Optional<Integer> decode(MessageReader message) {
    Optional<Integer> number = Optional.empty();
    AttributeCursor<NamespaceAttribute> cursor =
        new AttributeCursor<>(NamespaceAttribute.TABLE).over(message, LENGTH);
    while (cursor.next()) {
      if (!cursor.isUnknown() && cursor.attribute() == NETNSA_NSID) {
        number = Optional.of(cursor.s32()).filter(id -> id != NOT_ASSIGNED);
      }
    }
    return number;
  }
}
