package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.route.LinkLayerAddress;
import io.wgnetlink.route.Neighbour;
import io.wgnetlink.route.NeighbourFilter;
import io.wgnetlink.route.NeighbourFlag;
import io.wgnetlink.route.NeighbourState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random neighbours, written by the library and read by {@code ip}, and the other way round. */
final class NeighbourDifferentialTests {
  /** Those that do not change by themselves within seconds. */
  private static final List<NeighbourState> STATES = List.of(
      NeighbourState.PERMANENT,
      NeighbourState.STALE,
      NeighbourState.REACHABLE,
      NeighbourState.NOARP);

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndDeletedOneByOne(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<Neighbour> made = neighbours(host, new Random(seed));
      made.forEach(host.netlink()::addNeighbour);
      assertThat(read(host)).containsAll(made);
      assertThat(seen(host)).containsAll(expected(host, made));

      List<Neighbour> replaced = new ArrayList<>();
      for (Neighbour neighbour : made) {
        replaced.add(randomly(neighbour.toBuilder(), neighbour, new Random(seed + 1)));
      }
      replaced.forEach(host.netlink()::replaceNeighbour);
      assertThat(read(host)).containsAll(replaced);
      assertThat(seen(host)).containsAll(expected(host, replaced));

      while (!replaced.isEmpty()) {
        Neighbour neighbour = replaced.remove(0);
        host.netlink().deleteNeighbour(neighbour);
        assertThat(read(host)).containsAll(replaced).doesNotContain(neighbour);
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<Neighbour> neighbours = neighbours(host, new Random(seed));
      host.batch(
          "-N",
          neighbours.stream()
              .map(neighbour -> "neighbour add " + arguments(host, neighbour))
              .toList());
      assertThat(read(host)).containsAll(neighbours);
    }
  }

  private static List<Neighbour> read(TestHost host) {
    List<Neighbour> all = new ArrayList<>(host.netlink().neighbours(NeighbourFilter.all()));
    all.addAll(host.netlink().neighbours(NeighbourFilter.allProxies()));
    return all.stream().map(neighbour -> neighbour.toBuilder().build()).toList();
  }

  private static List<String> seen(TestHost host) throws Exception {
    List<String> all = new ArrayList<>();
    host.ip("-N -d neighbour show nud all").forEach(one -> all.add(TestHost.sorted(one)));
    host.ip("-N -d neighbour show proxy").forEach(one -> all.add(TestHost.sorted(one)));
    return all;
  }

  private static List<String> expected(TestHost host, List<Neighbour> neighbours) {
    return neighbours.stream()
        .map(neighbour -> asIpPrints(host, neighbour))
        .map(TestHost::sorted)
        .toList();
  }

  // Random neighbours, each with an address of its own, on the two ends of a pair.

  private static List<Neighbour> neighbours(TestHost host, Random random) {
    List<Integer> links = List.of(host.createPair("a", "b").index(), host.indexOf("b"));
    List<Neighbour> neighbours = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      int link = links.get(random.nextInt(2));
      InetAddress address = address(random, i);
      boolean proxy = random.nextInt(4) == 0;
      Neighbour.Builder neighbour =
          proxy ? Neighbour.proxy(link, address) : Neighbour.builder(link, address);
      neighbours.add(randomly(neighbour, neighbour.build(), random));
    }
    return neighbours;
  }

  private static Neighbour randomly(Neighbour.Builder builder, Neighbour key, Random random) {
    builder.flags(key.isProxy() ? NeighbourFlag.PROXY.mask() : 0).protocol(1 + random.nextInt(255));
    if (random.nextInt(3) == 0) {
      builder.flag(NeighbourFlag.ROUTER);
    }
    if (!key.isProxy()) {
      byte[] there = new byte[6];
      random.nextBytes(there);
      builder
          .linkLayerAddress(LinkLayerAddress.of(there))
          .state(STATES.get(random.nextInt(STATES.size())));
      if (random.nextInt(3) == 0) {
        builder.flag(NeighbourFlag.EXT_LEARNED);
      }
    }
    return builder.build();
  }

  private static InetAddress address(Random random, int last) {
    AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    byte[] bytes = new byte[family.bytes()];
    random.nextBytes(bytes);
    bytes[0] = (byte) (family == AddressFamily.IPV4 ? 10 : 0xfd);
    bytes[bytes.length - 1] = (byte) (1 + last);
    return IpAddresses.of(bytes);
  }

  // As ip prints it and is told.

  private static ObjectNode asIpPrints(TestHost host, Neighbour neighbour) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dst", IpAddresses.format(neighbour.address()));
    json.put("dev", host.nameOf(neighbour.link()));
    neighbour.linkLayerAddress().ifPresent(there -> json.put("lladdr", there.toString()));
    for (NeighbourFlag flag : NeighbourFlag.values()) {
      if (neighbour.has(flag)) {
        json.putNull(flag.toString());
      }
    }
    if (!neighbour.isProxy()) {
      json.putArray("state").add(neighbour.state().toString().toUpperCase(Locale.ROOT));
    }
    if (neighbour.protocol() != 0) {
      json.put("protocol", Integer.toString(neighbour.protocol()));
    }
    return json;
  }

  private static String arguments(TestHost host, Neighbour neighbour) {
    StringBuilder text = new StringBuilder(neighbour.isProxy() ? "proxy " : "");
    text.append(IpAddresses.format(neighbour.address()));
    text.append(" dev ").append(host.nameOf(neighbour.link()));
    neighbour.linkLayerAddress().ifPresent(there -> text.append(" lladdr ").append(there));
    for (NeighbourFlag flag : List.of(NeighbourFlag.ROUTER, NeighbourFlag.EXT_LEARNED)) {
      text.append(neighbour.has(flag) ? " " + flag : "");
    }
    text.append(neighbour.isProxy() ? "" : " nud " + neighbour.state());
    return text.append(" protocol ").append(neighbour.protocol()).toString();
  }
}
