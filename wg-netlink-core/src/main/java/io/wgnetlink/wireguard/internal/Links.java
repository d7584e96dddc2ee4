package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import java.util.List;
import java.util.Optional;

/** Which interfaces a namespace has, and of what kind they are. */
interface Links extends AutoCloseable {
  /** Returns the interface that has this name, or this alternative name; empty for none. */
  Optional<Link> find(InterfaceName name);

  /** Returns the interfaces of a kind. */
  List<Link> ofKind(String kind);

  @Override
  void close();
}
