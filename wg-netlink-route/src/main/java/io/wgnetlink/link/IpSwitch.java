package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;

/** One of the settings that each link has for IPv4 or for IPv6. */
public sealed interface IpSwitch permits Ipv4Switch, Ipv6Switch {
  /** Returns the version of IP that it is about. */
  AddressFamily family();

  /** Returns its name in {@code sysctl(8)}, for example {@code rp_filter}. */
  String sysctlName();
}
