package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkProtocol;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.netlink.RecordingTransport;
import io.wgnetlink.netlink.generic.GenericFamily;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;

/** The library's own WireGuard in the kernel, over a socket that keeps what is sent. */
public final class RecordedWireGuard {
  private RecordedWireGuard() {}

  /** Opens it; {@code sent} gets a copy of each request from then on. */
  public static WireGuard open(NetworkNamespace namespace, List<byte[]> sent) {
    NetlinkClient client = RecordingTransport.client(namespace, NetlinkProtocol.GENERIC, sent);
    GenericFamily family = GenericFamily.resolve(client, "wireguard");
    sent.clear();
    return new KernelWireGuard(client, family);
  }
}
