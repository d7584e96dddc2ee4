package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import java.util.List;
import java.util.Optional;

/** Interfaces that are listed in the test. */
final class FakeLinks implements Links {
  private final List<Link> links;

  FakeLinks(Link... links) {
    this.links = List.of(links);
  }

  @Override
  public Optional<Link> find(InterfaceName name) {
    return links.stream().filter(link -> link.name().equals(name.value())).findFirst();
  }

  @Override
  public List<Link> ofKind(String kind) {
    return links.stream().filter(link -> link.kind().equals(kind)).toList();
  }

  @Override
  public void close() {}
}
