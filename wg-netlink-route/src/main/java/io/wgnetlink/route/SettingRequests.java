package io.wgnetlink.route;

import io.wgnetlink.link.IpSetting;
import io.wgnetlink.netlink.NetlinkException;

/**
 * The settings of IPv4 and IPv6 in one network namespace: the part of {@link RouteNetlink} that is
 * about them, where also blocking, thread-safety and capability are said.
 *
 * <p>The kernel takes IPv4 settings of a link by netlink ({@code IFLA_INET_CONF}), also where
 * {@code /proc/sys} is read-only, as in most containers. It has no message that changes those of
 * {@code all} and {@code default}, nor any of IPv6 (measured on 6.1 to 7.2: {@code IFLA_INET6_CONF} is
 * refused with EINVAL, {@code RTM_NEWNETCONF} with EOPNOTSUPP). They go by {@code /proc/sys}, as
 * that is inside the namespace, which is entered for each call: {@code CAP_SYS_ADMIN} where it is
 * another than the caller's. Where {@code /proc/sys} cannot be written, the refusal has the
 * {@code --sysctl} that a container is to be started with.
 */
public interface SettingRequests {
  /**
   * Returns the value of a setting.
   *
   * @throws NetlinkException with ENODEV or ENOENT when there is no such link, or the kernel has no
   *     such setting; for IPv6 also when it is off, or the link's MTU is below 1280
   */
  int setting(IpSetting setting);

  /**
   * Changes a setting. Where it cannot be changed, but has that value already, nothing is done.
   *
   * <p>Forwarding of {@code all} is handed on to {@code default} and to every link.
   *
   * @throws NetlinkException with EROFS or EACCES when {@code /proc/sys} cannot be written, with
   *     the cure; ENODEV or ENOENT as for {@link #setting}; EINVAL when the kernel does not take
   *     the value
   */
  void changeSetting(IpSetting setting, int value);
}
