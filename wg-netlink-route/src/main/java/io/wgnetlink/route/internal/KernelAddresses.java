package io.wgnetlink.route.internal;

import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.AddressRequests;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses of the kernel. */
final class KernelAddresses implements AddressRequests {
  private final NetlinkClient client;

  KernelAddresses(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public Map<Integer, List<InterfaceAddress>> addresses() {
    return addresses(AddressFilter.all());
  }

  @Override
  public List<InterfaceAddress> addresses(int index) {
    return addresses(AddressFilter.all().withLink(index)).getOrDefault(index, new ArrayList<>(0));
  }

  @Override
  public Map<Integer, List<InterfaceAddress>> addresses(AddressFilter filter) {
    Map<Integer, List<InterfaceAddress>> byLink = new LinkedHashMap<>();
    for (OfLink one : read(filter)) {
      byLink.computeIfAbsent(one.link(), index -> new ArrayList<>()).add(one.address());
    }
    return byLink;
  }

  private record OfLink(int link, InterfaceAddress address) {
    static OfLink decode(MessageReader message) {
      return new OfLink(AddressMessages.index(message), AddressMessages.decode(message));
    }
  }

  private List<OfLink> read(AddressFilter filter) {
    try {
      return TableReader.read(
          client, AddressMessages.dump(filter), message -> pass(filter, message));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENODEV)) {
        return List.of();
      }
      throw e;
    }
  }

  private static Optional<OfLink> pass(AddressFilter filter, MessageReader message) {
    if (!AddressMessages.isAddress(message)) {
      return Optional.empty();
    }
    return Optional.of(OfLink.decode(message))
        .filter(it -> filter.family().map(only -> it.address().family() == only).orElse(true))
        .filter(it -> filter.link().map(index -> it.link() == index).orElse(true));
  }

  @Override
  public Optional<InterfaceAddress> address(int index, InetAddress address) {
    if (AddressFamily.of(address) == AddressFamily.IPV4) {
      AddressFilter filter = AddressFilter.all().withFamily(AddressFamily.IPV4).withLink(index);
      return addresses(filter).getOrDefault(index, List.of()).stream()
          .filter(one -> one.address().equals(address))
          .findFirst();
    }
    try {
      // Where there is no such link, the kernel answers for any.
      return Optional.of(client.get(AddressMessages.get(index, address), OfLink::decode))
          .filter(one -> one.link() == index)
          .map(OfLink::address);
    } catch (NetlinkException e) {
      if (e.is(Errno.EADDRNOTAVAIL) || e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void addAddress(int index, InterfaceAddress address) {
    client.execute(AddressMessages.add(index, address));
  }

  @Override
  public void replaceAddress(int index, InterfaceAddress address) {
    client.execute(AddressMessages.replace(index, address));
  }

  @Override
  public void deleteAddress(int index, InterfaceAddress address) {
    client.execute(AddressMessages.delete(index, address));
  }
}
