package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the interfaces of one kind from an {@code RTM_GETLINK} dump. The kernel is asked for
 * links of this kind only; it ignores the filter while the module of that kind is not loaded, so
 * the kind is checked here as well.
 */
final class InterfaceList implements DumpVisitor {
  private final String kind;
  private final List<Link> links = new ArrayList<>();

  InterfaceList(String kind) {
    this.kind = kind;
  }

  @Override
  public void begin(int attempt) {
    links.clear();
  }

  @Override
  public void message(MessageReader message) {
    Link link = Link.decode(message);
    if (link.kind().equals(kind)) {
      links.add(link);
    }
  }

  List<Link> links() {
    return List.copyOf(links);
  }
}
