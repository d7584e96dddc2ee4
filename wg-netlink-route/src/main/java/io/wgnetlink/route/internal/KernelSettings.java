package io.wgnetlink.route.internal;

import io.wgnetlink.link.IpSetting;
import io.wgnetlink.link.Ipv4Switch;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.internal.LinkMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.SettingRequests;
import java.util.Map;
import java.util.Optional;

/** The settings of IPv4 and IPv6 in the kernel: by netlink where it takes them, else by files. */
final class KernelSettings implements SettingRequests {
  private final NetlinkClient client;

  KernelSettings(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public int setting(IpSetting setting) {
    if (setting.which() instanceof Ipv4Switch which && setting.link().isPresent()) {
      return read(setting.link().get(), which, setting);
    }
    return Integer.parseInt(client.namespace().sysctl(setting.sysctl()));
  }

  private int read(InterfaceName link, Ipv4Switch which, IpSetting setting) {
    Map<Ipv4Switch, Integer> values =
        client.get(LinkMessages.get(link), LinkMessages::decode).ipv4();
    return Optional.ofNullable(values.get(which))
        .orElseThrow(() -> new NetlinkException(
            "read " + setting + " in " + client.namespace(),
            Errno.ENOENT,
            ExtendedAck.NONE,
            "the link has no IPv4 (its MTU is below 68), or the kernel is too old"));
  }

  @Override
  public void changeSetting(IpSetting setting, int value) {
    if (setting.which() instanceof Ipv4Switch which && setting.link().isPresent()) {
      LinkChange change = LinkChange.builder().ipv4(which, value).build();
      client.execute(LinkMessages.change(setting.link().get(), change));
      return;
    }
    try {
      client.namespace().setSysctl(setting.sysctl(), Integer.toString(value));
    } catch (NetlinkException e) {
      throw isRefusal(e) ? withHint(e, setting, value) : e;
    }
  }

  private static boolean isRefusal(NetlinkException e) {
    return e.is(Errno.EROFS) || e.is(Errno.EACCES) || e.is(Errno.EPERM);
  }

  /** What else helps depends on whose the setting is. */
  private static NetlinkException withHint(NetlinkException e, IpSetting setting, int value) {
    String hint = "";
    if (setting.scope() == IpSetting.Scope.LINK) {
      hint = "; for links that are made after the start: --sysctl "
          + IpSetting.ofNewLinks(setting.which()) + "=" + value;
    } else if (setting.which().family() == AddressFamily.IPV4) {
      hint = "; of one link it can be changed here, too";
    }
    NetlinkException hinted = new NetlinkException(
        e.operation(), e.errno().orElseThrow(), e.extendedAck(), e.cure() + hint);
    hinted.initCause(e);
    return hinted;
  }
}
