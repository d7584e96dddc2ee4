package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFilter;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assumptions;

/**
 * Random links, written by the library and read by {@code ip}, and the other way round. All of them
 * are down, so that nothing is counted between two readings; the timers of bridges are left out. A
 * kind that the kernel does not have is left out of a run, and the run aborted when it is the only
 * one.
 */
final class LinkDifferentialTests {
  private static final List<String> KINDS =
      List.of("bridge", "dummy", "veth", "vlan", "vrf", "wireguard", "ifb");

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndDeletedOneByOne(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<WantedLink> made = new ArrayList<>();
      for (WantedLink wanted : RandomLinks.wanted(new Random(seed), host)) {
        if (make(host, wanted)) {
          made.add(wanted);
        }
      }
      Assumptions.assumeFalse(made.isEmpty(), "this kernel has links of no kind");
      assertAlike(host, made);

      for (WantedLink wanted : made) {
        if (host.netlink().link(wanted.spec().name()).isPresent()) { // else gone with its parent
          host.netlink().deleteLink(wanted.spec().name());
        }
        assertThat(host.netlink().link(wanted.spec().name())).isEmpty();
      }
    }
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<WantedLink> made = new ArrayList<>();
      List<String> commands = new ArrayList<>();
      for (WantedLink wanted : RandomLinks.wanted(new Random(seed), host)) {
        if (hasKind(wanted.spec().kind())) {
          made.add(wanted);
          commands.addAll(wanted.commands());
        }
      }
      Assumptions.assumeFalse(made.isEmpty(), "this kernel has links of no kind");
      host.batch("-N", commands);
      assertAlike(host, made);
    }
  }

  /** Returns whether it could be made: whether the kernel has the kind. */
  private static boolean make(TestHost host, WantedLink wanted) {
    try {
      Link link = host.netlink().createLink(wanted.spec());
      host.netlink().changeLink(link.index(), wanted.change());
      if (!wanted.alternativeNames().isEmpty()) {
        host.netlink().addAlternativeNames(link.index(), wanted.alternativeNames());
      }
      return true;
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP) && !hasKind(wanted.spec().kind())) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasKind(String kind) {
    try (TestHost probe = new TestHost()) {
      InterfaceName name = InterfaceName.of("probe");
      LinkSpec spec = switch (kind) {
        case "veth" -> LinkSpec.veth(name, InterfaceName.of("probe2"));
        case "vrf" -> LinkSpec.vrf(name, 7);
        case "vlan" -> LinkSpec.vlan(name, 1, 7);
        default -> LinkSpec.of(kind, name);
      };
      probe.netlink().createLink(spec);
      return true;
    } catch (NetlinkException e) {
      return !e.is(Errno.EOPNOTSUPP);
    }
  }

  // What must be so.

  private static void assertAlike(TestHost host, List<WantedLink> made) throws Exception {
    JsonNode seen = host.ip("-N -d -s link show");
    List<Link> links = host.netlink().links();
    assertThat(links).hasSameSizeAs(seen);
    for (int i = 0; i < links.size(); i++) {
      assertLike(host, seen.get(i), links.get(i));
    }
    for (WantedLink wanted : made) {
      assertAsWanted(host, wanted);
    }
    for (String kind : KINDS) {
      assertThat(indexes(host.netlink().links(LinkFilter.all().withKind(kind))))
          .isEqualTo(indexes(links.stream().filter(link -> link.isKind(kind)).toList()));
    }
    links.stream()
        .flatMap(link -> link.master().stream())
        .distinct()
        .forEach(master -> assertThat(
                indexes(host.netlink().links(LinkFilter.all().withMaster(master))))
            .isNotEmpty()
            .isEqualTo(indexes(links.stream()
                .filter(link -> link.master().equals(Optional.of(master)))
                .toList())));
  }

  private static List<Integer> indexes(List<Link> links) {
    return links.stream().map(Link::index).toList();
  }

  private static void assertAsWanted(TestHost host, WantedLink wanted) {
    Link link = host.netlink().link(wanted.spec().name()).orElseThrow();
    LinkChange change = wanted.change();
    assertThat(link.kind()).contains(wanted.spec().kind());
    wanted.spec().index().ifPresent(index -> assertThat(link.index()).isEqualTo(index));
    wanted.spec().address().ifPresent(address -> assertThat(link.address()).contains(address));
    wanted.spec().parent().ifPresent(parent -> assertThat(link.parent()).contains(parent));
    wanted.spec().data().ifPresent(data -> assertHas(link, data));
    change.mtu().ifPresent(mtu -> assertThat(link.mtu()).isEqualTo(mtu));
    change.group().ifPresent(group -> assertThat(link.group()).isEqualTo(group));
    change.alias().ifPresent(alias -> assertThat(link.alias()).contains(alias));
    change.master().ifPresent(master -> assertThat(link.master()).contains(master));
    change
        .txQueueLength()
        .ifPresent(packets -> assertThat(link.txQueueLength()).isEqualTo(packets));
    change
        .addressGeneration()
        .ifPresent(way -> assertThat(link.addressGeneration()).contains(way));
    change
        .flags()
        .forEach((flag, set) -> assertThat(link.flags().contains(flag)).isEqualTo(set));
    change
        .bridgePort()
        .forEach((option, value) -> assertThat(link.bridgePort(option)).contains(value));
    assertThat(link.alternativeNames())
        .containsExactlyInAnyOrderElementsOf(wanted.alternativeNames());
    wanted
        .alternativeNames()
        .forEach(name -> assertThat(host.netlink().linkByAlternativeName(name).map(Link::index))
            .contains(link.index()));
  }

  private static void assertHas(Link link, LinkData data) {
    if (data instanceof LinkData.Bridge bridge) {
      LinkData.Bridge read = (LinkData.Bridge) link.data().orElseThrow();
      assertThat(read.options()).containsAllEntriesOf(bridge.options());
    } else {
      assertThat(link.data()).contains(data);
    }
  }

  /** Asserts that {@code ip} says of a link what the library does, and nothing else. */
  private static void assertLike(TestHost host, JsonNode seen, Link link) {
    ObjectNode rest = seen.deepCopy();
    ObjectNode expected = PrintedLink.asIpPrints(host, link);
    PrintedLink.assertSameData(seen.at("/linkinfo/info_data"), link);
    PrintedLink.assertSamePort(seen.at("/linkinfo/info_slave_data"), link);
    if (rest.get("linkinfo") instanceof ObjectNode info) {
      info.remove(List.of("info_data", "info_slave_data"));
    }
    rest.remove(List.of("gso_ipv4_max_size", "gro_ipv4_max_size")); // of newer ip only
    rest.remove("flags");
    assertThat(PrintedLink.flags(seen)).isEqualTo(PrintedLink.flagsAsIpPrints(link));
    assertThat(TestHost.sorted(rest)).isEqualTo(TestHost.sorted(expected));
  }
}
