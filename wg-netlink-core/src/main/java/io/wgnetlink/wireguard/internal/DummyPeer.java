package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_ALLOWEDIPS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_FLAGS;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_A_PUBLIC_KEY;
import static io.wgnetlink.wireguard.internal.WgPeerAttribute.WGPEER_F_REMOVE_ME;

import io.wgnetlink.netlink.wire.MessageWriter;
import java.security.SecureRandom;
import java.util.function.Consumer;

/** A peer with a random key that nobody has, made and removed inside one message. */
final class DummyPeer {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key = new byte[32];

  DummyPeer() {
    RANDOM.nextBytes(key);
  }

  /** Returns the key, for messages of another protocol. */
  byte[] key() {
    return key.clone();
  }

  /** Writes the peer; what is written to its list of allowed IPs, it takes from whoever has it. */
  void put(MessageWriter writer, Consumer<MessageWriter> allowedIps) {
    writer.openElement(0);
    writer.putBytes(WGPEER_A_PUBLIC_KEY, key);
    writer.open(WGPEER_A_ALLOWEDIPS);
    allowedIps.accept(writer);
    writer.close();
    writer.close();
  }

  /** Writes the removal of the peer, and of all that it took. */
  void putRemoval(MessageWriter writer) {
    writer.openElement(0);
    writer.putBytes(WGPEER_A_PUBLIC_KEY, key);
    writer.putU32(WGPEER_A_FLAGS, WGPEER_F_REMOVE_ME);
    writer.close();
  }
}
