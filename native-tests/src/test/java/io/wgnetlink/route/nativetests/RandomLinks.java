package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.link.AddressGeneration;
import io.wgnetlink.link.BridgeOption;
import io.wgnetlink.link.BridgePortOption;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkData;
import io.wgnetlink.link.LinkFlag;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.link.MacAddress;
import io.wgnetlink.net.InterfaceName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Random links that a kernel takes. */
final class RandomLinks {
  /** Options that a bridge takes with any of these values. */
  private static final Map<BridgeOption, List<Long>> BRIDGE = new EnumMap<>(Map.of(
      BridgeOption.FORWARD_DELAY, List.of(200L, 1500L, 3000L),
      BridgeOption.HELLO_TIME, List.of(100L, 1000L),
      BridgeOption.MAX_AGE, List.of(600L, 4000L),
      BridgeOption.AGEING_TIME, List.of(0L, 30_000L, 70_000L),
      BridgeOption.PRIORITY, List.of(0L, 1L, 65_535L),
      BridgeOption.GROUP_FWD_MASK, List.of(8L, 0xfff8L),
      BridgeOption.GROUP_ADDR, List.of(0x0180c2000004L, 0x0180c200000fL),
      BridgeOption.MCAST_IGMP_VERSION, List.of(2L, 3L),
      BridgeOption.MCAST_SNOOPING, List.of(0L, 1L),
      BridgeOption.MCAST_QUERY_INTVL, List.of(12_600L, 100_000L)));

  private static final Map<BridgePortOption, List<Long>> PORT = Map.of(
      BridgePortOption.COST, List.of(1L, 65_535L),
      BridgePortOption.PRIORITY, List.of(0L, 63L),
      BridgePortOption.MODE, List.of(0L, 1L),
      BridgePortOption.GUARD, List.of(0L, 1L),
      BridgePortOption.FAST_LEAVE, List.of(0L, 1L),
      BridgePortOption.LEARNING, List.of(0L, 1L),
      BridgePortOption.UNICAST_FLOOD, List.of(0L, 1L),
      BridgePortOption.ISOLATED, List.of(0L, 1L),
      BridgePortOption.NEIGH_SUPPRESS, List.of(0L, 1L),
      BridgePortOption.GROUP_FWD_MASK, List.of(8L, 0xfff8L));

  private RandomLinks() {}

  static List<WantedLink> wanted(Random random, TestHost host) {
    List<WantedLink> wanted = new ArrayList<>();
    int bridge = 100 + random.nextInt(1000);
    wanted.add(new WantedLink(
        LinkSpec.bridge(InterfaceName.of("br0"))
            .withIndex(bridge)
            .withData(new LinkData.Bridge(options(random, BRIDGE))),
        change(random, "bridge").build(),
        names(random, "br0")));
    int pair = 2000 + random.nextInt(1000);
    LinkChange.Builder port = change(random, "veth");
    if (random.nextBoolean()) {
      port.master(bridge);
      options(random, PORT).forEach(port::bridgePort);
    }
    wanted.add(new WantedLink(
        LinkSpec.veth(InterfaceName.of("v0"), InterfaceName.of("v1"))
            .withIndex(pair)
            .withAddress(mac(random)),
        port.build(),
        names(random, "v0")));
    wanted.add(new WantedLink(
        LinkSpec.vlan(InterfaceName.of("v0.7"), pair, 7).withData(vlan(random)),
        LinkChange.builder().group(random.nextInt(100)).build(),
        names(random, "v0.7")));
    wanted.add(new WantedLink(
        LinkSpec.vrf(InterfaceName.of("blue"), 1 + random.nextInt(Integer.MAX_VALUE - 1)),
        LinkChange.builder().group(random.nextInt(100)).build(),
        names(random, "blue")));
    for (String kind : List.of("dummy", "ifb", "wireguard")) {
      wanted.add(new WantedLink(
          LinkSpec.of(kind, InterfaceName.of(kind + "0")),
          change(random, kind).build(),
          names(random, kind)));
    }
    assertThat(host.netlink().links()).hasSize(1);
    return wanted;
  }

  private static LinkChange.Builder change(Random random, String kind) {
    LinkChange.Builder change = LinkChange.builder();
    List<Runnable> parts = List.of(
        () -> change.mtu(1280 + random.nextInt(220)),
        () -> change.group(random.nextInt(Integer.MAX_VALUE)),
        () -> change.txQueueLength(1 + random.nextInt(10_000)),
        () -> change.alias("alias " + random.nextInt(1000)),
        () -> change.addressGeneration(AddressGeneration.NONE),
        () -> change.flag(LinkFlag.ALLMULTI, random.nextBoolean()));
    parts.forEach(part -> sometimes(random, part));
    if (!kind.equals("wireguard")) {
      sometimes(random, () -> change.flag(LinkFlag.PROMISC, true));
    }
    return change;
  }

  private static LinkData.Vlan vlan(Random random) {
    return new LinkData.Vlan(
        1 + random.nextInt(4000),
        random.nextBoolean() ? LinkData.Vlan.PROTOCOL_8021Q : LinkData.Vlan.PROTOCOL_8021AD,
        random.nextInt(2) | (random.nextBoolean() ? LinkData.Vlan.LOOSE_BINDING : 0),
        random.nextBoolean() ? Map.of(1, 5, 3, 6) : Map.of(),
        random.nextBoolean() ? Map.of(2, 7, 0, 1) : Map.of());
  }

  private static <T extends Enum<T>> Map<T, Long> options(
      Random random, Map<T, List<Long>> possible) {
    Map<T, Long> options = new HashMap<>();
    new TreeMap<>(possible).forEach((option, values) -> {
      if (random.nextBoolean()) {
        options.put(option, values.get(random.nextInt(values.size())));
      }
    });
    return options;
  }

  private static List<String> names(Random random, String start) {
    return Stream.of(start + "-alternative-name-that-is-long", start + "2")
        .filter(name -> random.nextBoolean())
        .toList();
  }

  private static MacAddress mac(Random random) {
    return new MacAddress(((random.nextLong() >>> 16) & 0xfcff_ffff_ffffL) | 0x0200_0000_0000L);
  }

  private static void sometimes(Random random, Runnable part) {
    if (random.nextInt(3) == 0) {
      part.run();
    }
  }
}
