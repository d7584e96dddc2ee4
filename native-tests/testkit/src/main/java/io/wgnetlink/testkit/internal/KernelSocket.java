package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A netlink socket whose other end is in memory. A request is carried out inside {@link #send}, as
 * in the kernel; a dump goes on with each {@link #receive}. Used by one thread at a time.
 */
final class KernelSocket implements RequestTransport {
  /** What the kernel builds at most for a reader with a large buffer. */
  static final int MAX_DATAGRAM = 32 * 1024;

  private record Pending(int sequence, boolean isDump, Answer answer) {}

  private final Protocol protocol;
  private final MessageWriter writer = new MessageWriter(MAX_DATAGRAM);
  private final Queue<Pending> pending = new ArrayDeque<>();

  KernelSocket(Protocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public void send(ByteBuffer direct, int length) {
    MessageReader request = new MessageReader().over(direct, 0, length);
    while (request.next()) {
      try {
        carryOut(request);
      } catch (Refusal e) {
        queue(request, Answer.refusal(e));
      } catch (MalformedMessageException e) {
        queue(request, Answer.refusal(new Refusal(Errno.EINVAL)));
      } catch (NotModelledException e) {
        pending.clear();
        throw e;
      }
    }
  }

  private void carryOut(MessageReader request) {
    if (request.type() == MessageHeader.NLMSG_NOOP) {
      queue(request, Answer.success());
    } else if ((request.flags() & MessageFlags.NLM_F_DUMP) == MessageFlags.NLM_F_DUMP) {
      if (pending.stream().anyMatch(Pending::isDump)) {
        throw new Refusal(Errno.EBUSY);
      }
      pending.add(new Pending(request.sequence(), true, protocol.dump(request)));
    } else {
      boolean acknowledged = request.hasFlag(MessageFlags.NLM_F_ACK);
      protocol.carryOut(request).ifPresentOrElse(answer -> queue(request, answer), () -> {
        if (acknowledged) {
          queue(request, Answer.success());
        }
      });
    }
  }

  private void queue(MessageReader request, Answer answer) {
    pending.add(new Pending(request.sequence(), false, answer));
  }

  @Override
  public int receive(ByteBuffer direct) {
    Pending next = pending.peek();
    if (next == null) {
      return NOTHING;
    }
    boolean more = false;
    try {
      more =
          next.answer().write(writer, next.sequence(), Math.min(direct.capacity(), MAX_DATAGRAM));
      int length = writer.length();
      direct.put(0, writer.buffer(), 0, Math.min(length, direct.capacity()));
      return length;
    } finally {
      writer.reset(); // wipes keys
      if (!more) {
        pending.remove();
      }
    }
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) {
    return !pending.isEmpty();
  }

  @Override
  public void close() {
    pending.clear();
  }
}
