package io.wgnetlink.testkit;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.WireGuardPeer;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PublicKey;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The other end of a tunnel, played by a test: what its packets would do to the kernel's record of
 * the peer. Each call changes just what it says; none of them counts as a change of the device, as
 * none does in the kernel.
 *
 * <p>It stands for whichever peer has the key when a method is called, and each of them throws
 * {@link IllegalStateException} when there is none. Thread-safe.
 */
public final class InMemoryPeer {
  private final MemoryKernel kernel;
  private final InstantSource clock;
  private final InterfaceName device;
  private final PublicKey key;

  InMemoryPeer(MemoryKernel kernel, InstantSource clock, InterfaceName device, PublicKey key) {
    this.kernel = kernel;
    this.clock = clock;
    this.device = device;
    this.key = key;
  }

  /** A handshake is completed now, by the kernel's clock. */
  public InMemoryPeer completeHandshake() {
    return change(peer -> peer.completeHandshake(clock.instant()));
  }

  /** Packets of so many encrypted bytes came in. */
  public InMemoryPeer receive(long bytes) {
    requireNotNegative(bytes);
    return change(peer -> peer.receive(bytes));
  }

  /** Packets of so many encrypted bytes went out. */
  public InMemoryPeer send(long bytes) {
    requireNotNegative(bytes);
    return change(peer -> peer.send(bytes));
  }

  /** An authenticated packet came from another address, which is the endpoint from now on. */
  public InMemoryPeer roamTo(Endpoint endpoint) {
    return change(peer -> peer.roamTo(endpoint));
  }

  private InMemoryPeer change(Consumer<WireGuardPeer> change) {
    kernel.locked(() -> change.accept(kernel
        .peer(device, key)
        .orElseThrow(() -> new IllegalStateException("there is no " + this))));
    return this;
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes");
    }
  }

  @Override
  public String toString() {
    return "peer " + key + " of " + device;
  }
}
