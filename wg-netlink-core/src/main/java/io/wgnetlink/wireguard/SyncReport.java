package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.ExtendedAck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What {@link WireGuard#sync} changed, or {@link WireGuard#plan} would change. Immutable; holds
 * references to the desired keys in {@code update}, prints none.
 *
 * @param update the change set, in the order that leaves no gap for traffic; it can be applied by
 *     itself, as long as the device stays as it was read
 * @param added the peers that were not there, in the order in which they are desired
 * @param changed the peers that were there and change in anything
 * @param removed the peers that are not desired, in the kernel's order
 * @param moved the prefixes that another peer held, floating ones included
 * @param roamed the peers that keep an endpoint other than the desired one, because they may have
 *     roamed there; see {@link DesiredPeer}
 * @param floating for each floating prefix the peer that holds it afterwards; empty when no peer
 *     holds or lists it
 * @param applied what came of applying it; empty for a plan, and when there was nothing to send
 */
public record SyncReport(
    DeviceUpdate update,
    List<PublicKey> added,
    List<PublicKey> changed,
    List<PublicKey> removed,
    List<Move> moved,
    List<PublicKey> roamed,
    Map<IpPrefix, Optional<PublicKey>> floating,
    Optional<UpdateReport> applied) {

  private static final int MAX_LISTED = 10;

  /** A prefix that goes from one peer to another, in one step. */
  public record Move(IpPrefix prefix, PublicKey from, PublicKey to) {
    @Override
    public String toString() {
      return prefix + " from " + from + " to " + to;
    }
  }

  public SyncReport {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    moved = List.copyOf(moved);
    roamed = List.copyOf(roamed);
    floating = Map.copyOf(floating);
  }

  /** Returns the interface. */
  public InterfaceName name() {
    return update.name();
  }

  /** Returns whether the device was as desired. */
  public boolean isEmpty() {
    return !deviceChanged() && update.peers().isEmpty();
  }

  /** Returns whether a field of the device itself changes: private key, listen port, fwmark. */
  public boolean deviceChanged() {
    return update.privateKey().isPresent()
        || update.privateKeyRemoved()
        || update.listenPort().isPresent()
        || update.fwmark().isPresent();
  }

  /** Returns whether anything was sent; false for a plan, and when the device was as desired. */
  public boolean sent() {
    return applied.isPresent();
  }

  /** Returns how many messages were sent. */
  public int messages() {
    return applied.map(UpdateReport::messages).orElse(0);
  }

  /** Returns what the kernel said beside success. */
  public List<ExtendedAck> warnings() {
    return applied.map(UpdateReport::warnings).orElse(List.of());
  }

  SyncReport afterApplying(UpdateReport outcome) {
    return new SyncReport(
        update, added, changed, removed, moved, roamed, floating, Optional.of(outcome));
  }

  /** Returns one line for people; of a long list its beginning. */
  @Override
  public String toString() {
    StringJoiner parts =
        new StringJoiner("; ", name() + (sent() || isEmpty() ? ": " : " (not sent): "), "");
    if (isEmpty()) {
      parts.add("as desired");
    }
    update.privateKey().ifPresent(key -> parts.add("private key set"));
    if (update.privateKeyRemoved()) {
      parts.add("private key removed");
    }
    update.listenPort().ifPresent(port -> parts.add("listen port " + port));
    update.fwmark().ifPresent(mark -> parts.add("fwmark 0x" + Integer.toHexString(mark)));
    addList(parts, "added", added);
    addList(parts, "changed", changed);
    addList(parts, "removed", removed);
    addList(parts, "moved", moved);
    addList(parts, "endpoint kept at", roamed);
    addList(
        parts,
        "floating",
        floating.entrySet().stream().map(SyncReport::describe).sorted().toList());
    addList(parts, "the kernel warns:", warnings());
    return parts.toString();
  }

  private static String describe(Map.Entry<IpPrefix, Optional<PublicKey>> floating) {
    return floating.getKey() + " at "
        + floating.getValue().map(PublicKey::toString).orElse("no peer");
  }

  private static void addList(StringJoiner parts, String what, List<?> values) {
    if (values.isEmpty()) {
      return;
    }
    StringJoiner list = new StringJoiner(", ", what + " ", "");
    values.stream().limit(MAX_LISTED).forEach(value -> list.add(value.toString()));
    if (values.size() > MAX_LISTED) {
      list.add("and " + (values.size() - MAX_LISTED) + " more");
    }
    parts.add(list.toString());
  }
}
