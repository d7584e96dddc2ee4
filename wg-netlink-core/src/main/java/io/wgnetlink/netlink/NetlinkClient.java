package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.RequestTransport;
import io.wgnetlink.netlink.wire.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes requests of one netlink protocol in one network namespace.
 *
 * <p>Every method is synchronous: the request is sent, carried out by the kernel and answered on
 * the caller's thread. Thread-safe; requests of several threads take turns, and dumps use a socket
 * of their own so that a slow visitor delays no other request. A call waits for an answer as long
 * as the timeout allows (10 seconds unless said otherwise); time inside the kernel cannot be
 * bounded or interrupted, it may wait for other processes' changes (the RTNL lock: seconds on a
 * busy host). So call from a platform thread that may wait, never from an event loop. Interrupts
 * are left set.
 *
 * <p>No Netty class is loaded by requests. Reading needs no capability for most families; changing
 * needs {@code CAP_NET_ADMIN}.
 */
public final class NetlinkClient implements AutoCloseable {
  /** How long an answer is waited for when nothing else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private final NetworkNamespace namespace;
  private final Supplier<RequestTransport> opener;
  private final Duration timeout;
  private final Cures cures;
  private final RequestSocket requests;
  private final RequestSocket dumps;
  private final Duration patience;
  private final LeakAlarm leakAlarm;

  /** Makes a client of a transport; both kinds of request open one of their own. */
  NetlinkClient(NetworkNamespace namespace, Supplier<RequestTransport> opener, Duration timeout) {
    this.namespace = namespace;
    this.opener = opener;
    this.timeout = timeout;
    this.cures = new Cures(namespace);
    this.requests = new RequestSocket(opener, timeout, cures);
    this.dumps = new RequestSocket(opener, timeout, cures);
    this.patience = timeout.compareTo(DumpRetries.PATIENCE) < 0 ? timeout : DumpRetries.PATIENCE;
    this.leakAlarm = LeakAlarm.watch(this, "netlink client in " + namespace);
  }

  /** Opens a client in a namespace; the namespace handle may be closed afterwards. */
  public static NetlinkClient open(NetworkNamespace namespace, NetlinkProtocol protocol) {
    return open(namespace, protocol, DEFAULT_TIMEOUT);
  }

  /** Opens a client that waits for an answer at most {@code timeout}. */
  public static NetlinkClient open(
      NetworkNamespace namespace, NetlinkProtocol protocol, Duration timeout) {
    NetworkNamespace own = namespace.duplicate();
    NetlinkClient client = new NetlinkClient(own, () -> own.openRequestSocket(protocol), timeout);
    try {
      client.requests.open();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Returns the namespace that the client works in; it is closed with the client. */
  public NetworkNamespace namespace() {
    return namespace;
  }

  /**
   * Makes a change and waits for its acknowledgement.
   *
   * @return what the kernel said beside success: a warning, which is logged as well, or
   *     {@link ExtendedAck#NONE}
   * @throws NetlinkException when the kernel refuses
   * @throws OutcomeUnknownException when its answer is lost, late or malformed
   */
  public ExtendedAck execute(Request request) {
    requireNoVisitor();
    return requests.execute(request);
  }

  /**
   * Asks for one object, which the kernel answers with one message, and returns what the decoder
   * makes of it. The message is valid during the decoder's call only.
   *
   * @throws NetlinkException when the kernel refuses, for example because there is no such object;
   *     or when its answer is malformed, or the decoder throws
   *     {@link io.wgnetlink.netlink.wire.MalformedMessageException}, which then is the cause
   */
  public <T> T get(Request request, Function<MessageReader, T> decoder) {
    requireNoVisitor();
    return requests.get(request, decoder);
  }

  /**
   * Reads a table. When the kernel flags it as changed while it was read, anywhere in the dump, it
   * is read again after a pause of 1 to 75 ms, for 5 seconds (or the client's timeout, if that is
   * shorter) and at least 3 times; {@link DumpVisitor#begin} tells the visitor, which may
   * {@linkplain DumpVisitor#accepts judge otherwise}. On return the last attempt was good.
   *
   * @throws DumpInterruptedException when there was no such attempt; the visitor saw the last one
   *     to its end
   * @throws NetlinkException when the kernel refuses, or sends the same again and again; or when a
   *     message is malformed, or the visitor throws
   *     {@link io.wgnetlink.netlink.wire.MalformedMessageException}, which then is the cause: what
   *     the visitor saw before is a part of the table
   */
  public void dump(Request request, DumpVisitor visitor) {
    requireNoVisitor();
    DumpRetries retries = DumpRetries.within(patience);
    do {
      visitor.begin(retries.begin());
      boolean interrupted = dumps.dump(request, visitor);
      if (visitor.accepts(interrupted)) {
        return;
      }
    } while (retries.pauseForAnother());
    throw retries.exhausted(request.operation());
  }

  /**
   * Reads a table once, on a socket of its own whose datagrams are cut as asked. Without
   * {@link DumpVisitor#begin}, and without another attempt.
   *
   * @return whether the kernel flagged the table as changed while it was read
   * @throws NetlinkException when the kernel refuses, or sends the same again and again
   */
  public boolean dumpOnce(Request request, DumpVisitor visitor, DumpCut cut) {
    requireNoVisitor();
    try (RequestSocket socket = new RequestSocket(opener, timeout, cures, cut)) {
      return socket.dump(request, visitor);
    }
  }

  /**
   * Makes many changes, up to 64 by one system call. All are carried out in order, also after one
   * was refused; the result tells of each. A warning beside success is logged. Where an answer is
   * lost, late or malformed, the outcome is {@linkplain BatchResult.Unknown unknown}.
   *
   * @throws IllegalArgumentException when a change cannot be encoded; those of earlier system calls
   *     were carried out
   */
  public BatchResult batch(List<Request> changes) {
    List<BatchResult.Outcome> outcomes = new ArrayList<>(changes.size());
    batch(changes.iterator(), BatchOptions.CONTINUE, new BatchObserver() {
      @Override
      public void outcome(long index, Request change, BatchResult.Outcome outcome) {
        outcomes.add(outcome);
      }
    });
    return new BatchResult(outcomes);
  }

  /**
   * Makes any number of changes, which are asked for and encoded as they are sent, up to 64 by one
   * system call. The observer hears of each; the summary counts them. Between two system calls
   * other requests of this client have their turn, and the iterator and the observer may use it.
   *
   * @throws IllegalArgumentException when a change cannot be encoded; those that the observer heard
   *     of were carried out, and none after them
   */
  public BatchSummary batch(
      Iterator<Request> changes, BatchOptions options, BatchObserver observer) {
    requireNoVisitor();
    BatchCount count = new BatchCount(options, observer);
    List<Request> waiting = new ArrayList<>(options.messagesPerDatagram());
    while (true) {
      while (waiting.size() < options.messagesPerDatagram() && changes.hasNext()) {
        waiting.add(changes.next());
      }
      if (waiting.isEmpty()) {
        return count.summary(BatchSummary.Ending.FINISHED);
      }
      List<BatchResult.Outcome> outcomes = requests.batch(waiting);
      List<Request> sent = waiting.subList(0, outcomes.size());
      Optional<BatchSummary.Ending> ending = count.take(sent, outcomes);
      sent.clear();
      boolean more = !waiting.isEmpty() || changes.hasNext();
      if (ending.isPresent() && more) {
        return count.summary(ending.get());
      }
    }
  }

  /**
   * Makes changes that a protocol carries out all or none, between two messages that begin and end
   * them, as nf_tables does. They are sent as one datagram, which the socket's send buffer has to
   * hold.
   *
   * @param begin the message before the changes; named in errors that are about all of them
   * @param end the message after the changes
   * @throws NetlinkException when the kernel refuses one of them, and then made none: the first
   *     refusal, the others are suppressed in it
   * @throws OutcomeUnknownException when its answer is lost, late or malformed
   * @throws IllegalArgumentException when a change cannot be encoded; nothing was sent
   */
  public void transaction(Request begin, List<Request> changes, Request end) {
    requireNoVisitor();
    if (!changes.isEmpty()) {
      requests.transaction(begin, changes, end);
    }
  }

  private void requireNoVisitor() {
    if (requests.isHeldByCurrentThread() || dumps.isHeldByCurrentThread()) {
      throw new IllegalStateException("a visitor must not use the client that calls it");
    }
  }

  @Override
  public void close() {
    if (leakAlarm.disarm()) {
      requests.close();
      dumps.close();
      namespace.close();
    }
  }
}
