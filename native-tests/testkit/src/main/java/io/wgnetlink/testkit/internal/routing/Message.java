package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.testkit.internal.Answer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message of the kernel's, with what was so when it was made. Immutable. */
final class Message {
  /** {@code NLMSG_DONE} with its error number. */
  private static final int DONE_BYTES = MessageHeader.LENGTH + Integer.BYTES;

  private final int type;
  private final int flags;
  private final byte[] body;

  private Message(int type, int flags, byte[] body) {
    this.type = type;
    this.flags = flags;
    this.body = body;
  }

  /**
   * Makes a message.
   *
   * @param type {@code RTM_*}
   * @param body writes what follows the header
   */
  static Message of(int type, Consumer<MessageWriter> body) {
    return new Message(type, 0, Payloads.of(body));
  }

  /** Makes a message whose body was written, which is the message's from now on. */
  static Message of(int type, byte[] body) {
    return new Message(type, 0, body);
  }

  /** Returns the message with more flags: those of an event say what was asked. */
  Message withFlags(int more) {
    return new Message(type, flags | more, body);
  }

  /** Returns how many bytes it takes. */
  int length() {
    return MessageHeader.LENGTH + MessageHeader.align(body.length);
  }

  /** Returns it as an event, which is no answer to anybody. */
  byte[] bytes() {
    return Payloads.of(writer -> write(writer, 0, 0));
  }

  void write(MessageWriter writer, int sequence, int more) {
    writer.beginMessage(type, flags | more, sequence);
    int at = writer.reserve(body.length);
    writer.buffer().put(at, body);
    writer.endMessage();
  }

  /** Returns an answer of one message. */
  static Answer answer(Message message) {
    return (writer, sequence, room) -> {
      message.write(writer, sequence, 0);
      return false;
    };
  }

  /**
   * Returns the answer to a dump: as many messages in each datagram as there is room for, all of
   * what was so when the dump began.
   *
   * @param flags of every message
   */
  static Answer dump(List<Message> messages, int flags) {
    return new Packed(messages.iterator(), flags | MessageFlags.NLM_F_MULTI);
  }

  private static final class Packed implements Answer {
    private final Iterator<Message> rest;
    private final int flags;
    private @Nullable Message next;

    Packed(Iterator<Message> rest, int flags) {
      this.rest = rest;
      this.flags = flags;
      advance();
    }

    private void advance() {
      next = rest.hasNext() ? rest.next() : null;
    }

    @Override
    public boolean write(MessageWriter writer, int sequence, int room) {
      boolean written = false;
      while (next != null && (!written || writer.length() + next.length() <= room)) {
        next.write(writer, sequence, flags);
        written = true;
        advance();
      }
      if (next != null || (written && writer.length() + DONE_BYTES > room)) {
        return true;
      }
      writer.beginMessage(MessageHeader.NLMSG_DONE, flags, sequence);
      writer.reserve(Integer.BYTES);
      writer.endMessage();
      return false;
    }
  }
}
