package io.wgnetlink.route.nativetests;

import io.wgnetlink.net.AddressFamily;
import java.util.Random;

/** Random changes that a kernel takes, or refuses, as lines for {@code ip -batch}. */
final class RandomChanges {
  private final Random random;

  RandomChanges(Random random) {
    this.random = random;
  }

  String next(int count, AddressFamily family) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < count; i++) {
      script.append(line(family == AddressFamily.IPV4)).append('\n');
    }
    return script.toString();
  }

  private String line(boolean four) {
    String link = oneOf("a", "b", "v1", "v2");
    String where = " table " + oneOf("100", "101", "main", "300");
    String prefix =
        four ? "10." + random.nextInt(3) + ".0.0/16" : "fd10:" + random.nextInt(3) + "::/32";
    String metric = oneOf("", "", " metric 5", " metric 2000");
    prefix += four ? oneOf("", "", "", " tos 0x10") : "";
    String nexthop = " id " + (1 + random.nextInt(3));
    return switch (random.nextInt(22)) {
      case 0 -> "link add v1 type veth peer name v2";
      case 1 -> "link del " + oneOf("v1", "v2");
      case 2, 3 -> "link set " + link + " " + oneOf("up", "up", "down");
      case 4 -> "addr add " + address(four) + " dev " + link;
      case 5 -> "addr del " + address(four) + " dev " + link;
      case 6, 7, 8 ->
        "route " + oneOf("add ", "replace ", "append ", "prepend ") + prefix + way(four) + metric
            + where;
      case 9 -> "route del " + prefix + metric + where;
      case 10 -> "route add blackhole " + prefix + metric + where;
      case 11, 12 -> "nexthop " + oneOf("add", "replace") + nexthop + single(four, link);
      case 13 -> "nexthop del id " + (1 + random.nextInt(5));
      case 14, 15 ->
        "nexthop " + oneOf("add", "replace") + " id " + (4 + random.nextInt(2)) + " group "
            + oneOf("1", "1,3/2", "2/3", "1/2,7/3");
      case 16, 17, 18 -> "rule add " + rule(four);
      case 19 -> "rule del " + rule(four);
      case 20 -> oneOf("link set v1 name v3", "link set v3 name v1");
      default -> "link set " + link + " mtu " + (1300 + random.nextInt(3));
    };
  }

  private String single(boolean four, String link) {
    return oneOf(
        " dev " + link,
        " dev " + link,
        four ? " via 172.29.1.9 dev a" : " via fd00:1::9 dev a",
        " blackhole");
  }

  private String rule(boolean four) {
    return oneOf("", "", "not ")
        + oneOf("", four ? "from 10.0.0.0/8 " : "from fd10::/16 ")
        + oneOf("", "iif v1 ", "oif v3 ", "iif b ")
        + oneOf("goto 20 ", "table 300 ", "table 100 ", "table 100 ")
        + "pref "
        + oneOf("10", "10", "15", "20", "4294967295");
  }

  private String way(boolean four) {
    String link = oneOf("a", "b", "v1", "v2");
    return switch (random.nextInt(4)) {
      case 0 -> " nhid " + (1 + random.nextInt(5));
      case 1 -> four ? " via 172.29.1.9 dev a" : " via fd00:1::9 dev a";
      default -> " dev " + link;
    };
  }

  private String address(boolean four) {
    return four
        ? oneOf("172.29.1.16/24", "172.29.1.17/24", "10.9.0.1/16", "192.0.2.1/32")
        : oneOf("fd00:1::16/64 nodad", "fd00:1::17/64", "fd00:2::1/64 nodad");
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
