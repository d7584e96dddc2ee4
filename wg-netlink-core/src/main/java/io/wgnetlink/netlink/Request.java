package io.wgnetlink.netlink;

import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One request: what it is called in errors, its type and flags, what its message looks like, and
 * the code that writes what follows the message header. Immutable.
 *
 * @param name says what is asked of what, to follow the words "cannot": {@code delete link wg0};
 *     called when something goes wrong
 * @param type the message type
 * @param flags {@link MessageFlags} beyond {@code NLM_F_REQUEST}; acknowledgement and dump flags
 *     are set by the {@link NetlinkClient} method
 * @param schema the message, to name its attributes
 * @param body writes the fixed structure and the attributes; may be called more than once
 */
public record Request(
    Supplier<String> name,
    int type,
    int flags,
    MessageSchema schema,
    Consumer<MessageWriter> body) {

  /** A request without flags of its own. */
  public static Request of(
      String operation, int type, MessageSchema schema, Consumer<MessageWriter> body) {
    return of(() -> operation, type, schema, body);
  }

  /** A request whose name takes time to put together, which is done only when it is needed. */
  public static Request of(
      Supplier<String> name, int type, MessageSchema schema, Consumer<MessageWriter> body) {
    return new Request(name, type, 0, schema, body);
  }

  /** Returns what is asked of what, to follow the words "cannot". */
  public String operation() {
    return name.get();
  }

  /** Returns the same request with more flags. */
  public Request withFlags(int more) {
    return new Request(name, type, flags | more, schema, body);
  }
}
