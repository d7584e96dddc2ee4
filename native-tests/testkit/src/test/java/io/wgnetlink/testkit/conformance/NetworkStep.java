package io.wgnetlink.testkit.conformance;

import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteNetlink;
import io.wgnetlink.route.Rule;
import java.util.List;
import java.util.Optional;

/** Something that is done to the network of a machine. */
public interface NetworkStep {
  InterfaceName A = InterfaceName.of("a");
  InterfaceName B = InterfaceName.of("b");

  void takeOn(RouteNetlink netlink);

  /** Takes the step and returns what came of it: {@code done}, or the error. */
  default String outcomeOn(RouteNetlink netlink) {
    Optional<NetlinkException> refusal = Optional.empty();
    try {
      takeOn(netlink);
    } catch (NetlinkException e) {
      refusal = Optional.of(e);
    }
    return refusal.flatMap(NetlinkException::errno).map(errno -> errno.name()).orElse("done");
  }

  /** Makes two links that make no addresses by themselves; one is up and has two. */
  static void prepare(RouteNetlink netlink) {
    for (InterfaceName name : List.of(A, B)) {
      new Create(name).takeOn(netlink);
    }
    new Up(A).takeOn(netlink);
    int a = netlink.link(A).orElseThrow().index();
    new AddAddress(a, InterfaceAddress.parse("10.0.0.1/24")).takeOn(netlink);
    new AddAddress(a, InterfaceAddress.parse("fd00::1/64").withoutDad()).takeOn(netlink);
  }

  record Create(InterfaceName name) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.createLink(LinkSpec.bridge(name));
      netlink.changeLink(
          name, LinkChange.builder().addressGeneration(AddressGeneration.NONE).build());
    }
  }

  record Delete(InterfaceName name) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.deleteLink(name);
    }
  }

  record Up(InterfaceName name) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.changeLink(name, LinkChange.builder().up().build());
    }
  }

  record Down(InterfaceName name) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.changeLink(name, LinkChange.builder().down().build());
    }
  }

  record AddAddress(int link, InterfaceAddress address) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.addAddress(link, address);
    }
  }

  record ReplaceAddress(int link, InterfaceAddress address) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.replaceAddress(link, address);
    }
  }

  record DeleteAddress(int link, InterfaceAddress address) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.deleteAddress(link, address);
    }
  }

  record AddRoute(Route route) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.addRoute(route);
    }
  }

  record ReplaceRoute(Route route) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.replaceRoute(route);
    }
  }

  record ChangeRoute(Route route) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.changeRoute(route);
    }
  }

  record AppendRoute(Route route) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.appendRoute(route);
    }
  }

  record DeleteRoute(Route route) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.deleteRoute(route);
    }
  }

  record AddNexthop(NexthopObject object) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.addNexthop(object);
    }
  }

  record ReplaceNexthop(NexthopObject object) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.replaceNexthop(object);
    }
  }

  record DeleteNexthop(int id) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.deleteNexthop(id);
    }
  }

  record AddRule(Rule rule) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.addRule(rule);
    }
  }

  record DeleteRule(Rule rule) implements NetworkStep {
    @Override
    public void takeOn(RouteNetlink netlink) {
      netlink.deleteRule(rule);
    }
  }
}
