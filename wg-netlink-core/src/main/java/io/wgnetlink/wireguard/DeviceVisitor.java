package io.wgnetlink.wireguard;

/**
 * Sees a device and its peers while they are read, without a value being made of each.
 *
 * <p>The calls of one reading are: {@link #begin}, {@link #device} once, then {@link #peer} for
 * each peer in the kernel's order. When the kernel says that the device changed meanwhile, the
 * reading starts again with {@code begin(attempt + 1)}, and everything seen before is to be
 * discarded, unless the visitor {@linkplain #acceptsChanges() takes it}. A reading is complete, and
 * free of gaps, only when {@link WireGuard#read} returns.
 *
 * <p>Calls come on the thread that called {@code read}. A view is valid inside the call only, and
 * calling the same {@link WireGuard} from inside is an {@link IllegalStateException}. An exception
 * thrown here ends the reading and reaches the caller of {@code read}.
 */
public interface DeviceVisitor {
  /**
   * Called before each attempt to read the device.
   *
   * @param attempt 1 for the first; above 1, what was seen so far is to be discarded
   */
  void begin(int attempt);

  /**
   * Asked after an attempt during which somebody changed the device, whether it is good enough all
   * the same; the device is read again unless it is. The default is no: only a snapshot will do.
   *
   * <p>Under changes that never pause, snapshots are rare and such readings are not. What one has:
   * no peer is missing that was there throughout; each peer is as it was at one moment of the
   * reading. What it has not: an allowed IP that moved meanwhile may be seen at both peers or at
   * neither, and a peer that was removed and created again may be seen twice, the later one being
   * the newer. For counters and handshakes, which always move, that is as good as a snapshot.
   *
   * <p>Not asked, but read again, when the attempt may have missed a peer or a part of one.
   */
  default boolean acceptsChanges() {
    return false;
  }

  /** Called once in each attempt, before the peers. */
  default void device(DeviceView device) {}

  /**
   * Called for each peer; again, with {@link PeerView#isContinuation()}, for a peer whose allowed
   * IPs did not fit into one message of the kernel.
   */
  void peer(PeerView peer);
}
