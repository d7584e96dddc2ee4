package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopGroup.Resilience;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random nexthop objects, written by the library and read by {@code ip}, and back. */
final class NexthopDifferentialTests {
  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenAndDeletedOneByOne(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<NexthopObject> asked = objects(host, new Random(seed));
      List<NexthopObject> made = asked.stream().map(host.netlink()::addNexthop).toList();
      assertThat(made.stream().map(NexthopDifferentialTests::asAsked)).isEqualTo(asked);
      assertThat(host.netlink().nexthops(NexthopFilter.all())).isEqualTo(made);
      assertThat(seen(host))
          .isEqualTo(
              made.stream().map(one -> TestHost.sorted(asIpPrints(host, one))).toList());

      made.forEach(host.netlink()::replaceNexthop);
      assertThat(host.netlink().nexthops(NexthopFilter.all())).isEqualTo(made);

      List<NexthopObject> left = new ArrayList<>(made);
      Collections.reverse(left); // groups before their members
      while (!left.isEmpty()) {
        host.netlink().deleteNexthop(left.remove(0).id());
        assertThat(host.netlink().nexthops(NexthopFilter.all()))
            .containsExactlyInAnyOrderElementsOf(left);
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      List<NexthopObject> objects = objects(host, new Random(seed));
      // Where there is no gateway, the option says the family; groups need their members.
      for (String option : List.of("-6", "-4", "-N")) {
        host.batch(
            option,
            objects.stream()
                .filter(one -> option(one).equals(option))
                .map(one -> arguments(host, one))
                .toList());
      }
      assertThat(host.netlink().nexthops(NexthopFilter.all()).stream()
              .map(NexthopDifferentialTests::asAsked))
          .isEqualTo(objects);
    }
  }

  /** Without what the kernel finds. */
  private static NexthopObject asAsked(NexthopObject object) {
    return object instanceof SingleNexthop single
        ? single.toBuilder()
            .scope(0)
            .flags(single.flags() & SingleNexthop.FLAG_ONLINK)
            .build()
        : object;
  }

  private static List<String> seen(TestHost host) throws Exception {
    List<String> all = new ArrayList<>();
    host.ip("-N -d nexthop show").forEach(one -> all.add(TestHost.sorted(one)));
    return all;
  }

  // Random objects that a kernel takes, by number; groups come after their members.

  private static List<NexthopObject> objects(TestHost host, Random random) {
    int a = host.createPair("a", "b").index();
    int b = host.indexOf("b");
    host.setLoopbackUp(); // blackholes go by it
    host.netlink().addAddress(a, InterfaceAddress.parse("172.29.1.16/24"));
    host.netlink().addAddress(a, InterfaceAddress.parse("fd00:1::16/64").withoutDad());
    List<NexthopObject> objects = new ArrayList<>();
    int count = 2 + random.nextInt(8);
    for (int id = 1; id <= count; id++) {
      objects.add(single(id, a, b, random));
    }
    for (int id = 1000; id < 1000 + random.nextInt(4); id++) {
      boolean fdb = random.nextInt(3) == 0;
      List<Integer> members = new ArrayList<>();
      for (NexthopObject object : objects) {
        if (object instanceof SingleNexthop single && single.fdb() == fdb && !single.blackhole()) {
          members.add(single.id());
        }
      }
      if (fdb) {
        members.retainAll(sameFamily(objects, members));
      }
      Collections.shuffle(members, random);
      if (!members.isEmpty()) {
        objects.add(group(id, members, fdb, random));
      }
    }
    return objects;
  }

  /** A group for bridges is of one family. */
  private static List<Integer> sameFamily(List<NexthopObject> objects, List<Integer> ids) {
    List<SingleNexthop> singles = objects.stream()
        .filter(SingleNexthop.class::isInstance)
        .map(SingleNexthop.class::cast)
        .filter(single -> ids.contains(single.id()))
        .toList();
    return singles.stream()
        .filter(single -> single.family() == singles.get(0).family())
        .map(SingleNexthop::id)
        .toList();
  }

  private static SingleNexthop single(int id, int a, int b, Random random) {
    AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    SingleNexthop.Builder single =
        SingleNexthop.builder(family).id(id).protocol(random.nextInt(256));
    return switch (random.nextInt(5)) {
      case 0 -> single.oif(random.nextBoolean() ? a : b).build();
      case 1 -> single.oif(a).gateway(near(family, random)).build();
      case 2 -> single.oif(b).gateway(far(family, random)).onlink().build();
      case 3 -> single.blackhole().build();
      default -> single.gateway(far(family, random)).fdb().build();
    };
  }

  private static InetAddress near(AddressFamily family, Random random) {
    String prefix = family == AddressFamily.IPV4 ? "172.29.1." : "fd00:1::";
    return IpAddresses.parse(prefix + (100 + random.nextInt(100)));
  }

  private static InetAddress far(AddressFamily family, Random random) {
    byte[] bytes = new byte[family.bytes()];
    random.nextBytes(bytes);
    bytes[0] = (byte) (family == AddressFamily.IPV4 ? 10 : 0xfd);
    return IpAddresses.of(bytes);
  }

  private static NexthopGroup group(int id, List<Integer> members, boolean fdb, Random random) {
    NexthopGroup.Builder group = NexthopGroup.builder().id(id).protocol(random.nextInt(256));
    int count = 1 + random.nextInt(members.size());
    members.stream().limit(count).forEach(one -> group.member(one, 1 + random.nextInt(256)));
    if (fdb) {
      return group.fdb().build();
    }
    if (random.nextInt(3) == 0) {
      group.resilience(Resilience.of(
          1 << (4 + random.nextInt(6)),
          Duration.ofSeconds(1 + random.nextInt(1000)),
          Duration.ofSeconds(random.nextInt(1000))));
    }
    return group.build();
  }

  // As ip prints it, with -N: numbers for names.

  private static ObjectNode asIpPrints(TestHost host, NexthopObject object) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", object.id());
    if (object instanceof NexthopGroup group) {
      printGroup(json, group);
    } else {
      printSingle(json, host, (SingleNexthop) object);
    }
    json.put("protocol", Integer.toString(object.protocol()));
    ArrayNode flags = json.putArray("flags");
    if ((object.flags() & SingleNexthop.FLAG_ONLINK) != 0) {
      flags.add("onlink");
    }
    if ((object.flags() & 0x10) != 0) {
      flags.add("linkdown");
    }
    if (object.fdb()) {
      json.putNull("fdb");
    }
    return json;
  }

  private static void printSingle(ObjectNode json, TestHost host, SingleNexthop single) {
    single.gateway().ifPresent(router -> json.put("gateway", IpAddresses.format(router)));
    single.oif().ifPresent(link -> json.put("dev", host.nameOf(link)));
    json.put("scope", Integer.toString(single.scope()));
    if (single.blackhole()) {
      json.putNull("blackhole");
    }
  }

  private static void printGroup(ObjectNode json, NexthopGroup group) {
    ArrayNode members = json.putArray("group");
    group.members().forEach(member -> {
      ObjectNode one = members.addObject().put("id", member.id());
      if (member.weight() != 1) {
        one.put("weight", member.weight());
      }
    });
    group
        .resilience()
        .ifPresent(settings -> json.put("type", "resilient")
            .putObject("resilient_args")
            .put("buckets", settings.buckets())
            .put("idle_timer", settings.idleTimer().toSeconds())
            .put("unbalanced_timer", settings.unbalancedTimer().toSeconds())
            .put("unbalanced_time", settings.unbalancedTime().toSeconds()));
    json.put("scope", "0");
  }

  // As ip is told.

  private static String option(NexthopObject object) {
    if (object instanceof SingleNexthop single) {
      return single.family() == AddressFamily.IPV4 ? "-4" : "-6";
    }
    return "-N";
  }

  private static String arguments(TestHost host, NexthopObject object) {
    StringBuilder text = new StringBuilder("nexthop add id ").append(object.id());
    if (object instanceof NexthopGroup group) {
      text.append(" group ");
      text.append(group.members().stream()
          .map(NexthopGroup.Member::toString)
          .collect(Collectors.joining("/")));
      group
          .resilience()
          .ifPresent(settings -> text.append(" type resilient buckets ")
              .append(settings.buckets())
              .append(" idle_timer ")
              .append(settings.idleTimer().toSeconds())
              .append(" unbalanced_timer ")
              .append(settings.unbalancedTimer().toSeconds()));
    } else {
      SingleNexthop single = (SingleNexthop) object;
      single.gateway().ifPresent(router -> text.append(" via ").append(IpAddresses.format(router)));
      single.oif().ifPresent(link -> text.append(" dev ").append(host.nameOf(link)));
      text.append(single.blackhole() ? " blackhole" : "");
      text.append((single.flags() & SingleNexthop.FLAG_ONLINK) == 0 ? "" : " onlink");
    }
    return text.append(object.fdb() ? " fdb" : "")
        .append(" proto ")
        .append(object.protocol())
        .toString();
  }
}
