package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import java.util.Optional;

/**
 * Which nexthop objects to read; what is empty or false does not count. The kernel applies family,
 * link, master and groups, the library the rest, which the kernel does not know or (fdb) accepts
 * and does not apply, measured on 6.18. Family, link and master let no group pass. Immutable.
 *
 * @param family the family of a single nexthop
 * @param oif the index of the link that a single nexthop goes by
 * @param master the index of the VRF or bridge that this link is a port of
 * @param groups whether groups only are wanted
 * @param fdb whether those for bridges only are wanted
 * @param protocol who made it, {@code RTPROT_*}
 */
public record NexthopFilter(
    Optional<AddressFamily> family,
    Optional<Integer> oif,
    Optional<Integer> master,
    boolean groups,
    boolean fdb,
    Optional<Integer> protocol) {

  /** Returns the filter that lets every nexthop object pass. */
  public static NexthopFilter all() {
    return new NexthopFilter(
        Optional.empty(), Optional.empty(), Optional.empty(), false, false, Optional.empty());
  }

  public NexthopFilter withFamily(AddressFamily only) {
    return new NexthopFilter(Optional.of(only), oif, master, groups, fdb, protocol);
  }

  public NexthopFilter withOif(int index) {
    return new NexthopFilter(family, Optional.of(index), master, groups, fdb, protocol);
  }

  public NexthopFilter withMaster(int index) {
    return new NexthopFilter(family, oif, Optional.of(index), groups, fdb, protocol);
  }

  /** Returns the filter that lets groups only pass. */
  public NexthopFilter onlyGroups() {
    return new NexthopFilter(family, oif, master, true, fdb, protocol);
  }

  /** Returns the filter that lets only those for bridges pass. */
  public NexthopFilter onlyFdb() {
    return new NexthopFilter(family, oif, master, groups, true, protocol);
  }

  public NexthopFilter withProtocol(int number) {
    return new NexthopFilter(family, oif, master, groups, fdb, Optional.of(number));
  }

  /** Returns whether an object passes, as far as it says so itself: of a master it says nothing. */
  public boolean matches(NexthopObject object) {
    if (fdb && !object.fdb()) {
      return false;
    }
    if (protocol.isPresent() && protocol.get() != object.protocol()) {
      return false;
    }
    return object instanceof SingleNexthop single ? matchesSingle(single) : matchesGroup();
  }

  private boolean matchesSingle(SingleNexthop single) {
    return !groups
        && family.map(only -> single.family() == only).orElse(true)
        && (oif.isEmpty() || oif.equals(single.oif()));
  }

  private boolean matchesGroup() {
    return family.isEmpty() && oif.isEmpty() && master.isEmpty();
  }

  /** Returns the filter in the words of {@code ip nexthop show}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    family.ifPresent(only -> text.append(' ').append(only));
    oif.ifPresent(index -> text.append(" dev ").append(index));
    master.ifPresent(index -> text.append(" master ").append(index));
    text.append(groups ? " groups" : "").append(fdb ? " fdb" : "");
    protocol.ifPresent(number -> text.append(" proto ").append(number));
    return text.isEmpty() ? "all" : text.substring(1);
  }
}
