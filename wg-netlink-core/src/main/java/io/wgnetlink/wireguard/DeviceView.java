package io.wgnetlink.wireguard;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of a device, decoded on access; valid inside {@link DeviceVisitor#device}
 * only. What returns an object makes a new one on each call; keys are the caller's to close.
 */
public interface DeviceView {
  /** Returns the interface index. */
  int index();

  /** Returns the interface name. */
  InterfaceName name();

  /** Returns the private key; empty when none is set. */
  Optional<PrivateKey> privateKey();

  /** Returns the public key; empty when there is no private key. */
  Optional<PublicKey> publicKey();

  /** Returns the UDP port; 0 before the interface was first up, when none was set. */
  int listenPort();

  /** Returns the mark on outgoing packets, an unsigned 32-bit number; 0 is none. */
  int fwmark();

  /** Returns attributes that this library has no name for. */
  List<UnknownAttribute> unknownAttributes();
}
