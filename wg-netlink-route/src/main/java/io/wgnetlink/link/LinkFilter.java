package io.wgnetlink.link;

import java.util.Optional;

/**
 * Which links to read; what is empty does not count. The kernel applies it. Immutable.
 *
 * @param kind the kernel's name of the kind, for example {@code wireguard}
 * @param master the index of the bridge, bond or VRF that the link is a port of
 */
public record LinkFilter(Optional<String> kind, Optional<Integer> master) {
  public LinkFilter {
    if (master.isPresent() && master.get() <= 0) {
      throw new IllegalArgumentException("link index " + master.get() + " is not positive");
    }
  }

  /** Returns the filter that lets every link pass. */
  public static LinkFilter all() {
    return new LinkFilter(Optional.empty(), Optional.empty());
  }

  public LinkFilter withKind(String only) {
    return new LinkFilter(Optional.of(only), master);
  }

  public LinkFilter withMaster(int index) {
    return new LinkFilter(kind, Optional.of(index));
  }

  /** Returns whether a link passes. */
  public boolean matches(Link link) {
    return (kind.isEmpty() || kind.equals(link.kind()))
        && (master.isEmpty() || master.equals(link.master()));
  }

  /** Returns the filter in the words of {@code ip link show}, the master by its index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("all");
    master.ifPresent(index -> text.append(" master ").append(index));
    kind.ifPresent(only -> text.append(" type ").append(only));
    return text.toString();
  }
}
