package io.wgnetlink.route.internal;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.fuzz.ForeignBytes;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: messages about nexthop objects and buckets, from their message headers on. What a
 * request can say of an object is the same when it was written and read again.
 */
public final class NexthopObjectFuzzer {
  private NexthopObjectFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ForeignBytes.decode(input, bytes -> {
          List<NexthopObject> objects = new ArrayList<>();
          MessageReader message = new MessageReader().over(bytes, 0, bytes.capacity());
          while (message.next()) {
            if (NexthopObjectMessages.isBucket(message)) {
              NexthopObjectMessages.decodeBucket(message);
            } else {
              NexthopObjectMessages.isNexthop(message);
              objects.add(NexthopObjectMessages.decode(message));
            }
          }
          return objects;
        })
        .ifPresent(objects -> objects.forEach(NexthopObjectFuzzer::checkAgain));
  }

  private static void checkAgain(NexthopObject object) {
    byte[] written = Capture.change(NexthopObjectMessages.replace(object));
    NexthopObject again = NexthopObjectMessages.decode(Capture.reader(written));
    if (again.getClass() != object.getClass()
        || again.id() != object.id()
        || again.protocol() != object.protocol()
        || again.fdb() != object.fdb()
        || !again.otherAttributes().equals(object.otherAttributes())
        || !members(again).equals(members(object))) {
      throw new AssertionError(object + " was read back as " + again);
    }
  }

  private static List<Integer> members(NexthopObject object) {
    return object instanceof NexthopGroup group
        ? group.members().stream().map(NexthopGroup.Member::id).toList()
        : List.of();
  }
}
