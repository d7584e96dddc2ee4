package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket for requests, its buffers and its lock.
 *
 * <p><b>Mechanism.</b> rtnetlink and generic netlink do their work inside {@code send}: when it
 * returns, the answer is queued already. So a request is lock, send, receive without waiting,
 * unlock, all on the caller's thread; only when nothing is queued does it poll, with the client's
 * timeout. Answers are matched by sequence number, and what belongs to an earlier request that
 * timed out is dropped.
 *
 * <p><b>Buffers.</b> One receive buffer for the life of the socket: the kernel sizes the datagrams
 * of a dump by the largest buffer it has been offered (32 KiB at most), and a smaller one later
 * would lose data. A first round trip that asks for nothing makes the kernel know it.
 *
 * <p><b>Warnings.</b> What the kernel says beside success is logged at WARN, for who only looks at
 * failures, and returned, for who asks.
 *
 * <p><b>Failure.</b> A dump that ends early leaves the rest of it in the socket, and a second dump
 * would be refused as busy: the socket is closed, and the next request opens another. A change that
 * was sent and whose answer cannot be had, or cannot be read, has an unknown outcome, whatever the
 * reason; only the kernel's own refusal is one. What is waited for is an answer: datagrams that are
 * none do not prolong the wait.
 */
final class RequestSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestSocket.class);

  /**
   * Twice what the kernel builds for dumps; single replies, such as links with many VFs, are
   * larger.
   */
  private static final int RECEIVE_BYTES = 64 * 1024;

  private static final int SEND_BYTES = 32 * 1024;

  /** A datagram of a batch ends with the message that reaches this, well below the send buffer. */
  private static final int BATCH_BYTES = 24 * 1024;

  /** More than the answers to a batch, and more than requests that timed out leave behind. */
  private static final int MAX_STRAYS = 1000;

  /** {@code struct nlmsgerr}: the error, then the header of the request. */
  private static final int ERROR_LENGTH = 4;

  private final Supplier<RequestTransport> opener;
  private final Duration timeout;
  private final Cures cures;
  private final ReentrantLock lock = new ReentrantLock();
  private final MessageWriter writer = new MessageWriter(SEND_BYTES);
  private final MessageReader reader = new MessageReader();
  private final DumpProgress progress = new DumpProgress();
  private final ByteBuffer replies;
  private final boolean primed;
  private @Nullable RequestTransport socket;
  private boolean closed;
  private int sequence;
  private long deadline;
  private int strays;

  RequestSocket(Supplier<RequestTransport> opener, Duration timeout, Cures cures) {
    this(opener, timeout, cures, RECEIVE_BYTES, true);
  }

  /** Makes a socket for a dump that is cut into datagrams as asked. */
  RequestSocket(Supplier<RequestTransport> opener, Duration timeout, Cures cures, DumpCut cut) {
    this(opener, timeout, cures, cut.datagramBytes(), !cut.shortFirst());
  }

  private RequestSocket(
      Supplier<RequestTransport> opener,
      Duration timeout,
      Cures cures,
      int receiveBytes,
      boolean primed) {
    this.opener = opener;
    this.timeout = timeout;
    this.cures = cures;
    this.replies = ByteBuffer.allocateDirect(receiveBytes).order(ByteOrder.nativeOrder());
    this.primed = primed;
  }

  boolean isHeldByCurrentThread() {
    return lock.isHeldByCurrentThread();
  }

  /** Opens the socket now, so that what prevents it is reported now. */
  void open() {
    lock.lock();
    try {
      socket();
    } finally {
      lock.unlock();
    }
  }

  /** Sends a request and waits for its acknowledgement, whose text is a warning. */
  ExtendedAck execute(Request request) {
    lock.lock();
    try {
      send(request, MessageFlags.NLM_F_ACK);
      while (true) {
        receive(request.name());
        while (reader.next()) {
          if (isAnswer() && reader.type() == MessageHeader.NLMSG_ERROR) {
            return acknowledgement(request, 0);
          }
        }
        countStray(request.name());
      }
    } catch (MalformedMessageException e) {
      throw unreadable(e, new OutcomeUnknownException(request.operation(), reason(e)));
    } finally {
      release();
    }
  }

  /** Sends a request that the kernel answers with one message. */
  <T> T get(Request request, Function<MessageReader, T> decoder) {
    lock.lock();
    try {
      send(request, 0);
      while (true) {
        receive(request.name());
        while (reader.next()) {
          if (!isAnswer()) {
            continue;
          }
          if (reader.type() != MessageHeader.NLMSG_ERROR) {
            return decoder.apply(reader);
          }
          acknowledgement(request, 0);
          throw new NetlinkException(request.operation(), "the kernel answered without an object");
        }
        countStray(request.name());
      }
    } catch (MalformedMessageException e) {
      throw unreadable(e, new NetlinkException(request.operation(), reason(e)));
    } finally {
      release();
    }
  }

  /** Runs a dump once and returns whether the kernel flagged it as interrupted. */
  boolean dump(Request request, DumpVisitor visitor) {
    lock.lock();
    boolean drained = false;
    try {
      progress.begin();
      send(request, MessageFlags.NLM_F_DUMP);
      boolean interrupted = false;
      while (true) {
        int length = receive(request.name());
        progress.take(request.operation(), replies, length);
        boolean answered = false;
        while (reader.next()) {
          if (!isAnswer()) {
            continue;
          }
          answered = true;
          interrupted |= reader.hasFlag(MessageFlags.NLM_F_DUMP_INTR);
          switch (reader.type()) {
            case MessageHeader.NLMSG_DONE -> {
              drained = true;
              end(request);
              visitor.endOfDatagram(length, true);
              return interrupted;
            }
            case MessageHeader.NLMSG_ERROR -> {
              drained = true;
              acknowledgement(request, 0);
              drained = false;
              throw new NetlinkException(
                  request.operation(), "the kernel answered without a table");
            }
            default -> visitor.message(reader);
          }
        }
        if (answered) {
          startPatience();
          visitor.endOfDatagram(length, false);
        } else {
          countStray(request.name());
        }
      }
    } catch (MalformedMessageException e) {
      throw unreadable(e, new NetlinkException(request.operation(), reason(e)));
    } finally {
      if (!drained) {
        closeSocket();
      }
      release();
    }
  }

  /**
   * Sends as many of the requests as fit into one datagram, at least one; the last of them is
   * acknowledged, the others only refused. Returns what became of those that were sent.
   */
  List<BatchResult.Outcome> batch(List<Request> requests) {
    lock.lock();
    try {
      int[] starts = new int[requests.size()];
      int most = requests.size();
      while (true) {
        writer.reset();
        int first = sequence + 1;
        int count = writeAll(requests, most, starts);
        try {
          transmit(requests.get(0).name());
        } catch (NetlinkException e) { // nothing was sent
          if (e.is(Errno.EMSGSIZE) && count > 1) {
            most = count / 2; // the send buffer of this machine is small
            continue;
          }
          return Collections.nCopies(count, new BatchResult.Refused(e));
        }
        return outcomes(requests.subList(0, count), first, starts);
      }
    } finally {
      release();
    }
  }

  /** Writes requests one after another until the datagram is large enough; returns how many. */
  private int writeAll(List<Request> requests, int most, int[] starts) {
    int count = 0;
    while (count < most && writer.length() < BATCH_BYTES) {
      starts[count] = writer.length();
      write(requests.get(count), 0);
      count++;
    }
    MessageHeader.addFlags(writer.buffer(), starts[count - 1], MessageFlags.NLM_F_ACK);
    return count;
  }

  /**
   * Sends changes that are made all or none, in one datagram. The last of them is acknowledged: not
   * every kernel acknowledges the messages around them (6.1 does not). Refusals of single changes
   * come before that, in order; what is wrong with all of them is said about the first message, and
   * then nothing more may come.
   */
  void transaction(Request begin, List<Request> changes, Request end) {
    List<Request> messages = new ArrayList<>(changes.size() + 2);
    messages.add(begin);
    messages.addAll(changes);
    messages.add(end);
    int last = changes.size();
    int[] starts = new int[messages.size()];
    lock.lock();
    try {
      int first = sequence + 1;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = writer.length();
        write(messages.get(i), i == last ? MessageFlags.NLM_F_ACK : 0);
      }
      transmit(begin.name());
      Map<Integer, BatchResult.Outcome> answered = new TreeMap<>();
      while (!answered.containsKey(0) && !answered.containsKey(last)) {
        receive(begin.name());
        takeAnswers(messages, first, starts, answered);
        countStray(begin.name());
      }
      throwFirstFailure(answered.values());
    } catch (MalformedMessageException e) {
      throw unreadable(e, new OutcomeUnknownException(begin.operation(), reason(e)));
    } finally {
      release();
    }
  }

  private static void throwFirstFailure(Collection<BatchResult.Outcome> outcomes) {
    List<NetlinkException> failures =
        outcomes.stream().flatMap(outcome -> outcome.failure().stream()).toList();
    if (!failures.isEmpty()) {
      NetlinkException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private List<BatchResult.Outcome> outcomes(List<Request> requests, int first, int[] starts) {
    int last = requests.size() - 1;
    Map<Integer, BatchResult.Outcome> answered = new HashMap<>();
    BatchResult.Outcome unanswered = new BatchResult.Applied();
    Supplier<String> operation = requests.get(0).name();
    try {
      while (!answered.containsKey(last)) {
        receive(operation);
        takeAnswers(requests, first, starts, answered);
        countStray(operation); // a refusal of one that is not the last is as good as one
      }
    } catch (MalformedMessageException e) {
      unanswered = new BatchResult.Unknown(
          unreadable(e, new OutcomeUnknownException(operation.get(), reason(e))));
    } catch (NetlinkException e) {
      unanswered = new BatchResult.Unknown(e);
      takeAnswersThatAreLeft(requests, first, starts, answered);
    }
    List<BatchResult.Outcome> outcomes = new ArrayList<>(requests.size());
    for (int i = 0; i <= last; i++) {
      outcomes.add(answered.getOrDefault(i, unanswered));
    }
    return outcomes;
  }

  private void takeAnswers(
      List<Request> requests, int first, int[] starts, Map<Integer, BatchResult.Outcome> answered) {
    while (reader.next()) {
      int index = reader.sequence() - first;
      if (index >= 0 && index < requests.size() && reader.type() == MessageHeader.NLMSG_ERROR) {
        answered.put(index, outcome(requests.get(index), starts[index]));
      }
    }
  }

  /** An overflow is reported before the answers that had room. */
  private void takeAnswersThatAreLeft(
      List<Request> requests, int first, int[] starts, Map<Integer, BatchResult.Outcome> answered) {
    try {
      int length = receiveNow(requests.get(0).name());
      for (int i = 0; i < requests.size() && length != RequestTransport.NOTHING; i++) {
        if (length > replies.capacity()) {
          return;
        }
        reader.over(replies, 0, length);
        takeAnswers(requests, first, starts, answered);
        length = receiveNow(requests.get(0).name());
      }
    } catch (MalformedMessageException | NetlinkException e) {
      LOG.atDebug().setCause(e).log("the rest of the answers to a batch is lost");
    }
  }

  private BatchResult.Outcome outcome(Request request, int startedAt) {
    try {
      acknowledgement(request, startedAt);
      return new BatchResult.Applied();
    } catch (MalformedMessageException e) {
      return new BatchResult.Unknown(
          unreadable(e, new OutcomeUnknownException(request.operation(), reason(e))));
    } catch (NetlinkException e) {
      return new BatchResult.Refused(e);
    }
  }

  private void send(Request request, int flags) {
    write(request, flags);
    transmit(request.name());
  }

  private void write(Request request, int flags) {
    int startedAt = writer.length();
    writer.beginMessage(
        request.type(), MessageFlags.NLM_F_REQUEST | request.flags() | flags, ++sequence);
    request.body().accept(writer);
    writer.endMessage();
    if (LOG.isTraceEnabled()) {
      LOG.atTrace()
          .addKeyValue("sequence", sequence)
          .log(request.schema().describe(writer.buffer(), startedAt));
    }
  }

  private void transmit(Supplier<String> operation) {
    try {
      socket().send(writer.buffer(), writer.length());
    } catch (SystemCallException e) {
      throw cures.failure(operation.get(), new Errno(e.errno()), ExtendedAck.NONE);
    }
    startPatience();
  }

  private void startPatience() {
    deadline = System.nanoTime() + timeout.toNanos();
    strays = 0;
  }

  /** Counts a datagram without the answer that is waited for. */
  private void countStray(Supplier<String> operation) {
    if (++strays > MAX_STRAYS) {
      throw new OutcomeUnknownException(
          operation.get(), "the kernel sent " + strays + " datagrams that do not answer it");
    }
  }

  private static String reason(MalformedMessageException e) {
    return "the answer cannot be read: " + e.getMessage();
  }

  private static <E extends NetlinkException> E unreadable(
      MalformedMessageException cause, E exception) {
    exception.initCause(cause);
    return exception;
  }

  /** Receives one datagram, positions the reader before its first message, returns its length. */
  private int receive(Supplier<String> operation) {
    while (true) {
      int length = receiveNow(operation);
      if (length > replies.capacity()) {
        throw new OutcomeUnknownException(
            operation.get(),
            "an answer of " + length + " bytes does not fit into " + replies.capacity());
      }
      if (length != RequestTransport.NOTHING) {
        reader.over(replies, 0, length);
        return length;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || !awaitReadable(operation, (int) (left / 1_000_000) + 1)) {
        throw new NetlinkTimeoutException(operation.get(), timeout);
      }
    }
  }

  private boolean awaitReadable(Supplier<String> operation, int millis) {
    try {
      return socket().awaitReadable(millis);
    } catch (SystemCallException e) {
      throw unreceived(operation, e);
    }
  }

  private int receiveNow(Supplier<String> operation) {
    try {
      return socket().receive(replies);
    } catch (SystemCallException e) {
      throw unreceived(operation, e);
    }
  }

  /** What fails here is not the request, which has been sent. */
  private static OutcomeUnknownException unreceived(
      Supplier<String> operation, SystemCallException e) {
    Errno errno = new Errno(e.errno());
    return new OutcomeUnknownException(
        operation.get(),
        errno.equals(Errno.ENOBUFS)
            ? "the receive buffer overflowed"
            : "the answer cannot be received: " + errno);
  }

  private boolean isAnswer() {
    return reader.sequence() == sequence;
  }

  /**
   * Decodes {@code struct nlmsgerr} and what follows it; throws unless it says success.
   *
   * <pre>
   * +---------------+----------------------------+---------------------------------+
   * | error (s32)   | header of the request (16) | rest of it unless NLM_F_CAPPED  |
   * +---------------+----------------------------+---------------------------------+
   * | attributes if NLM_F_ACK_TLVS ...                                             |
   * +------------------------------------------------------------------------------+
   * </pre>
   */
  private ExtendedAck acknowledgement(Request request, int startedAt) {
    int at = reader.payload(ERROR_LENGTH + MessageHeader.LENGTH);
    int echoed = reader.hasFlag(MessageFlags.NLM_F_CAPPED)
        ? MessageHeader.LENGTH
        : reader.buffer().getInt(at + ERROR_LENGTH);
    long attributesAt = (long) ERROR_LENGTH + Math.max(echoed, MessageHeader.LENGTH);
    return verdict(request, startedAt, at, at + attributesAt);
  }

  /** Decodes the end of a dump: an error number, then attributes. */
  private void end(Request request) {
    int at = reader.payload(ERROR_LENGTH);
    verdict(request, 0, at, at + ERROR_LENGTH);
  }

  private ExtendedAck verdict(Request request, int startedAt, int at, long attributesAt) {
    ExtendedAck extendedAck = ExtendedAck.NONE;
    if (reader.hasFlag(MessageFlags.NLM_F_ACK_TLVS) && attributesAt <= reader.end()) {
      extendedAck = ExtendedAck.decode(
          reader.buffer(),
          (int) attributesAt,
          reader.end(),
          request.schema(),
          writer.buffer(),
          startedAt);
    }
    int error = -reader.buffer().getInt(at);
    if (error != 0) {
      throw cures.failure(request.operation(), new Errno(error), extendedAck);
    }
    if (!extendedAck.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("operation", request.operation())
          .addKeyValue("warning", extendedAck)
          .log("the kernel did it, and warns");
    }
    return extendedAck;
  }

  private RequestTransport socket() {
    if (closed) {
      throw new IllegalStateException("the netlink client is closed");
    }
    RequestTransport current = socket;
    if (current == null) {
      current = opener.get();
      socket = current;
      if (primed) {
        prime(current);
      }
    }
    return current;
  }

  private void prime(RequestTransport fresh) {
    String operation = "prepare a netlink socket";
    MessageWriter nothing = new MessageWriter(MessageHeader.LENGTH);
    nothing.beginMessage(
        MessageHeader.NLMSG_NOOP, MessageFlags.NLM_F_REQUEST | MessageFlags.NLM_F_ACK, 0);
    nothing.endMessage();
    boolean done = false;
    try {
      fresh.send(nothing.buffer(), nothing.length());
      startPatience();
      receive(() -> operation);
      done = true;
    } catch (SystemCallException e) {
      throw cures.failure(operation, new Errno(e.errno()), ExtendedAck.NONE);
    } finally {
      if (!done) {
        closeSocket();
      }
    }
  }

  private void release() {
    writer.reset();
    lock.unlock();
  }

  private void closeSocket() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closeSocket();
    } finally {
      lock.unlock();
    }
  }
}
