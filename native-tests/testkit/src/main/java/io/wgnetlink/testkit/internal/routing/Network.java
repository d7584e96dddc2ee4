package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.testkit.internal.MemoryKernel;
import io.wgnetlink.testkit.internal.Multicast;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.Protocol;
import io.wgnetlink.testkit.internal.Refusal;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All that rtnetlink is about, and what becomes of the rest when one part changes.
 *
 * <p>The order is the kernel's: a link's event comes before what follows for addresses and routes.
 * IPv6 addresses go when their link goes down, IPv4 ones stay; IPv4 routes go without an event
 * unless somebody asked for their deletion, IPv6 ones with one each.
 *
 * <p>Used under the kernel's lock.
 */
public final class Network {
  private final MemoryKernel kernel;
  private final InstantSource clock;
  private final Events events = new Events(this);
  private final Nexthops nexthops = new Nexthops(this);
  private final Rules ipv4Rules;
  private final Rules ipv6Rules;
  private final Ipv4Routes ipv4Routes;
  private final Ipv6Routes ipv6Routes;
  private final Ipv4Addresses ipv4Addresses;
  private final Ipv6Addresses ipv6Addresses;

  public Network(MemoryKernel kernel, InstantSource clock) {
    this.kernel = kernel;
    this.clock = clock;
    ipv4Rules = new Rules(AddressFamily.IPV4, kernel);
    ipv6Rules = new Rules(AddressFamily.IPV6, kernel);
    ipv4Routes = new Ipv4Routes(this);
    ipv6Routes = new Ipv6Routes(this);
    ipv4Addresses = new Ipv4Addresses(this);
    ipv6Addresses = new Ipv6Addresses(this);
  }

  /** Returns what answers requests. */
  public Protocol protocol() {
    return new RoutingNetlink(this);
  }

  /** Returns what tells of changes. */
  public Multicast multicast() {
    return events;
  }

  /** Begins or ends a time in which those who listen lose everything, and are told so. */
  public void loseEvents(boolean losing) {
    events.lose(losing);
  }

  MemoryKernel kernel() {
    return kernel;
  }

  InstantSource clock() {
    return clock;
  }

  Events events() {
    return events;
  }

  Nexthops nexthops() {
    return nexthops;
  }

  Rules rules(AddressFamily family) {
    return family == AddressFamily.IPV4 ? ipv4Rules : ipv6Rules;
  }

  Ipv4Routes ipv4Routes() {
    return ipv4Routes;
  }

  Ipv6Routes ipv6Routes() {
    return ipv6Routes;
  }

  Ipv4Addresses ipv4Addresses() {
    return ipv4Addresses;
  }

  Ipv6Addresses ipv6Addresses() {
    return ipv6Addresses;
  }

  /** Does what the time demands: all that has expired goes. */
  public void expire() {
    ipv4Addresses.expire();
    ipv6Addresses.expire();
    ipv6Routes.expire();
  }

  /** Adds a link. */
  public NetworkInterface addLink(InterfaceName name, String kind, int index) {
    NetworkInterface added = kernel.add(name, kind, index);
    events.link(added);
    return added;
  }

  /** Returns the settings of IPv4 of a link, by their number less one. */
  List<Integer> ipv4Settings(NetworkInterface link) {
    return Arrays.stream(Ipv4Switch.values())
        .sorted(Comparator.comparing(Ipv4Switch::number))
        .map(which -> kernel.setting(IpSetting.ofLink(link.name(), which).sysctl()))
        .toList();
  }

  /** Changes a setting of IPv4 of a link; there is none with other numbers. */
  void setIpv4(NetworkInterface link, int number, int value) {
    Ipv4Switch which = Ipv4Switch.of(number).orElseThrow(() -> new Refusal(Errno.EINVAL));
    kernel.setSetting(IpSetting.ofLink(link.name(), which).sysctl(), value);
  }

  /** Sets a link up or down, with what follows. */
  public void setUp(NetworkInterface link, boolean up) {
    if (link.isUp() == up) {
      return;
    }
    boolean otherHadCarrier = link.otherEnd().map(NetworkInterface::hasCarrier).orElse(false);
    kernel.setUp(link, up);
    events.link(link);
    if (up) {
      ipv4Addresses.linkUp(link);
      ipv6Addresses.linkUp(link);
    } else {
      nexthops.linkDown(link);
      ipv4Routes.linkDown(link, false);
      ipv6Addresses.linkDown(link);
    }
    link.otherEnd().filter(other -> other.hasCarrier() != otherHadCarrier).ifPresent(other -> {
      events.link(other);
      if (!other.hasCarrier()) {
        nexthops.linkDown(other);
      }
    });
  }

  /** Deletes a link, and the other end of a pair. */
  public void delete(NetworkInterface link) {
    setUp(link, false);
    link.otherEnd().ifPresent(other -> setUp(other, false));
    forget(link);
    link.otherEnd().ifPresent(this::forget);
  }

  private void forget(NetworkInterface link) {
    ipv4Addresses.linkGone(link);
    ipv4Routes.linkGone(link);
    ipv6Addresses.linkGone(link);
    kernel.remove(link);
    events.linkGone(link);
  }
}
