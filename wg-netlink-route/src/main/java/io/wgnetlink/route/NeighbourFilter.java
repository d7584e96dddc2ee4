package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import java.util.Optional;

/**
 * Which neighbours to read; what is empty does not count. The kernel applies it. Immutable.
 *
 * @param proxies whether proxy entries are wanted, rather than neighbours: they are kept apart
 * @param family the family
 * @param link the index of the link
 * @param master the index of the bridge or VRF that the link is a port of
 */
public record NeighbourFilter(
    boolean proxies,
    Optional<AddressFamily> family,
    Optional<Integer> link,
    Optional<Integer> master) {

  /** Returns the filter that lets every neighbour pass, and no proxy entry. */
  public static NeighbourFilter all() {
    return new NeighbourFilter(false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns the filter that lets every proxy entry pass. */
  public static NeighbourFilter allProxies() {
    return new NeighbourFilter(true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public NeighbourFilter withFamily(AddressFamily only) {
    return new NeighbourFilter(proxies, Optional.of(only), link, master);
  }

  public NeighbourFilter withLink(int index) {
    return new NeighbourFilter(proxies, family, Optional.of(index), master);
  }

  public NeighbourFilter withMaster(int index) {
    return new NeighbourFilter(proxies, family, link, Optional.of(index));
  }

  /** Returns the filter in the words of {@code ip neighbour show}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(proxies ? "proxy" : "all");
    family.ifPresent(only -> text.append(' ').append(only));
    link.ifPresent(index -> text.append(" dev ").append(index));
    master.ifPresent(index -> text.append(" master ").append(index));
    return text.toString();
  }
}
