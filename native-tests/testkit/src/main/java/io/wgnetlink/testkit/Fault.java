package io.wgnetlink.testkit;

import io.wgnetlink.netlink.Errno;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that goes wrong with requests to an {@link InMemoryKernel}, with the next one unless it
 * is said otherwise. Immutable.
 *
 * <p>A reading of a device is one request, also when it is repeated because it was interrupted; so
 * is a listing of links. An update is one request for each message that it takes: 32 KiB, or about
 * 190 peers with an endpoint and two allowed IPs. Of rtnetlink each change is one request, also in
 * a batch, and each dump; the question for a single link never fails.
 *
 * <pre>{@code
 * kernel.inject(Fault.refuse(Errno.EBUSY).times(3));
 * kernel.inject(Fault.refuse(Errno.EINVAL).onChanges().after(1)); // the second message
 * kernel.inject(Fault.interrupt().always());
 * }</pre>
 */
public final class Fault {
  /** What happens to a request. */
  sealed interface Effect {
    record Refuse(Errno errno, String text) implements Effect {}

    record RefuseAfterPeers(int peers, Errno errno) implements Effect {}

    record LoseAnswer() implements Effect {}

    record GarbleAnswer() implements Effect {}

    record Warn(String text) implements Effect {}

    record Interrupt() implements Effect {}

    record Delay(Duration time) implements Effect {}

    record Meanwhile(Runnable action) implements Effect {}
  }

  /** The requests that a fault can happen to. */
  enum Scope {
    READINGS,
    CHANGES,
    LISTINGS,
    ROUTING_READINGS,
    ROUTING_CHANGES
  }

  private final Effect effect;
  private final Set<Scope> scopes;
  private final int after;
  private final int times;

  private Fault(Effect effect, Set<Scope> scopes, int after, int times) {
    this.effect = effect;
    this.scopes = scopes;
    this.after = after;
    this.times = times;
  }

  private static Fault once(Effect effect, Set<Scope> scopes) {
    return new Fault(effect, scopes, 0, 1);
  }

  /** The kernel refuses the request, and carries out nothing of it. */
  public static Fault refuse(Errno errno) {
    return refuse(errno, "");
  }

  /** The same, with a text of the kernel's ({@code NLMSGERR_ATTR_MSG}). */
  public static Fault refuse(Errno errno, String text) {
    return once(new Effect.Refuse(errno, text), EnumSet.allOf(Scope.class));
  }

  /**
   * The kernel refuses a message of an update when it has applied what the message says of the
   * device and of so many peers; it takes nothing back.
   */
  public static Fault refuseAfterPeers(int peers, Errno errno) {
    requireNotNegative(peers, "peers");
    return once(new Effect.RefuseAfterPeers(peers, errno), EnumSet.of(Scope.CHANGES));
  }

  /**
   * The request is carried out and its answer is lost, so that the caller gets an
   * {@link io.wgnetlink.netlink.OutcomeUnknownException}.
   */
  public static Fault loseAnswer() {
    return once(new Effect.LoseAnswer(), EnumSet.allOf(Scope.class));
  }

  /**
   * The request is carried out and its answer is no message that can be read. The caller of a
   * change gets an {@link io.wgnetlink.netlink.OutcomeUnknownException}, the caller of a reading
   * another {@link io.wgnetlink.netlink.NetlinkException}.
   */
  public static Fault garbleAnswer() {
    return once(new Effect.GarbleAnswer(), EnumSet.allOf(Scope.class));
  }

  /** The kernel carries out a message of an update, or another change, and warns beside success. */
  public static Fault warn(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a warning without words");
    }
    return once(new Effect.Warn(text), EnumSet.of(Scope.CHANGES, Scope.ROUTING_CHANGES));
  }

  /**
   * An attempt to read is flagged as interrupted by a change. The client tries again for 200 ms, in
   * place of the usual 5 s; then the caller gets a
   * {@link io.wgnetlink.netlink.DumpInterruptedException}.
   */
  public static Fault interrupt() {
    return once(
        new Effect.Interrupt(), EnumSet.of(Scope.READINGS, Scope.LISTINGS, Scope.ROUTING_READINGS));
  }

  /** The request waits, in real time, as it does when another process holds the RTNL lock. */
  public static Fault delay(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a delay of " + time);
    }
    return once(new Effect.Delay(time), EnumSet.allOf(Scope.class));
  }

  /**
   * Somebody else acts just before the request is carried out. The action runs on the thread of the
   * request and may use the kernel, by another client than the one that waits.
   */
  public static Fault meanwhile(Runnable action) {
    return once(new Effect.Meanwhile(action), EnumSet.allOf(Scope.class));
  }

  /** Happens to attempts to read a device only. */
  public Fault onReadings() {
    return narrowed(Scope.READINGS);
  }

  /** Happens to messages of updates only. */
  public Fault onChanges() {
    return narrowed(Scope.CHANGES);
  }

  /**
   * Happens to lists of links only, {@link io.wgnetlink.wireguard.WireGuard#interfaces} included.
   */
  public Fault onListings() {
    return narrowed(Scope.LISTINGS);
  }

  /** Happens to readings of addresses, routes, rules and lookups only. */
  public Fault onRoutingReadings() {
    return narrowed(Scope.ROUTING_READINGS);
  }

  /** Happens to changes of links, addresses, routes and rules only. */
  public Fault onRoutingChanges() {
    return narrowed(Scope.ROUTING_CHANGES);
  }

  /** Lets so many requests of its kind pass first. */
  public Fault after(int requests) {
    requireNotNegative(requests, "requests");
    return new Fault(effect, scopes, requests, times);
  }

  /** Happens to so many requests of its kind, one after another. */
  public Fault times(int requests) {
    requireNotNegative(requests, "requests");
    return new Fault(effect, scopes, after, requests);
  }

  /** Happens to every request of its kind until {@link InMemoryKernel#clearFaults}. */
  public Fault always() {
    return times(Integer.MAX_VALUE);
  }

  private Fault narrowed(Scope scope) {
    if (!scopes.contains(scope)) {
      throw new IllegalArgumentException(effect + " cannot happen to " + scope);
    }
    return new Fault(effect, EnumSet.of(scope), after, times);
  }

  private static void requireNotNegative(int number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException(number + " " + what);
    }
  }

  Effect effect() {
    return effect;
  }

  boolean canHappenTo(Scope scope) {
    return scopes.contains(scope);
  }

  int passingFirst() {
    return after;
  }

  int occurrences() {
    return times;
  }

  @Override
  public String toString() {
    return effect + " to " + scopes + ", after " + after + ", " + times + " times";
  }
}
