package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.internal.AddressMessages;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.testkit.internal.Answer;
import io.wgnetlink.testkit.internal.NetworkInterface;
import io.wgnetlink.testkit.internal.NotModelledException;
import io.wgnetlink.testkit.internal.Refusal;
import java.util.ArrayList;
import java.util.List;

/** {@code RTM_*ADDR}. */
final class AddressRequests {
  private final Network network;

  AddressRequests(Network network) {
    this.network = network;
  }

  /** Answers for one IPv6 address; of IPv4 the kernel answers dumps only. */
  Message get(MessageReader request) {
    InterfaceAddress asked = AddressMessages.decode(request);
    if (asked.family() == AddressFamily.IPV4) {
      throw new Refusal(Errno.EOPNOTSUPP);
    }
    int wanted = AddressMessages.index(request);
    for (NetworkInterface link : network.kernel().interfaces()) {
      if (wanted != 0 && wanted != link.index()) {
        continue;
      }
      for (InterfaceAddress one : network.ipv6Addresses().of(link.index())) {
        if (one.address().equals(asked.address())) {
          return Replies.address(AddressMessages.RTM_NEWADDR, link.index(), one);
        }
      }
    }
    throw new Refusal(Errno.EADDRNOTAVAIL);
  }

  Answer dump(MessageReader request, boolean interrupted) {
    int family = Families.of(request);
    int wanted = AddressMessages.index(request);
    if (wanted != 0) {
      network.kernel().require(wanted);
    }
    List<Message> all = new ArrayList<>();
    for (NetworkInterface link : network.kernel().interfaces()) {
      if (wanted == 0 || wanted == link.index()) {
        if (Families.isAsked(family, AddressFamily.IPV4)) {
          add(all, link, network.ipv4Addresses().of(link.index()));
        }
        if (Families.isAsked(family, AddressFamily.IPV6)) {
          add(all, link, network.ipv6Addresses().of(link.index()));
        }
      }
    }
    return Message.dump(all, interrupted ? MessageFlags.NLM_F_DUMP_INTR : 0);
  }

  private static void add(
      List<Message> all, NetworkInterface link, List<InterfaceAddress> addresses) {
    addresses.forEach(
        one -> all.add(Replies.address(AddressMessages.RTM_NEWADDR, link.index(), one)));
  }

  void write(MessageReader request) {
    NetworkInterface link = network.kernel().require(AddressMessages.index(request));
    InterfaceAddress asked = AddressMessages.decode(request);
    boolean mayReplace = request.hasFlag(MessageFlags.NLM_F_REPLACE);
    if (!request.hasFlag(MessageFlags.NLM_F_CREATE)) {
      throw new NotModelledException("changes of addresses that add none");
    }
    if (asked.family() == AddressFamily.IPV4) {
      network.ipv4Addresses().write(link, asked, mayReplace);
    } else {
      network.ipv6Addresses().write(link, asked, mayReplace);
    }
  }

  void delete(MessageReader request) {
    NetworkInterface link = network.kernel().require(AddressMessages.index(request));
    InterfaceAddress said = AddressMessages.decode(request);
    if (said.family() == AddressFamily.IPV4) {
      network.ipv4Addresses().delete(link, said);
    } else {
      network.ipv6Addresses().delete(link, said);
    }
  }
}
