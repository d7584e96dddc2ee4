package io.wgnetlink.route.nativetests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wgnetlink.link.AddressFilter;
import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.AddressScope;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.assertj.core.presentation.StandardRepresentation;

/**
 * Random addresses, written by the library and read by {@code ip}, and the other way round. The
 * link is down, so that no flag changes between two readings. Lifetimes run down meanwhile: they
 * are compared with a minute's slack, and nothing else.
 */
final class AddressDifferentialTests {
  private static final long SLACK_SECONDS = 60;
  private static final long FOR_EVER = 0xffff_ffffL;

  private static final List<String> LIFETIMES = List.of("valid_life_time", "preferred_life_time");

  /** Flags that the kernel adds by itself. */
  private static final Set<AddressFlag> OF_THE_KERNEL = EnumSet.of(
      AddressFlag.SECONDARY, AddressFlag.DEPRECATED, AddressFlag.TENTATIVE, AddressFlag.PERMANENT);

  private static final List<AddressFlag> OF_IPV6 =
      List.of(AddressFlag.NODAD, AddressFlag.HOMEADDRESS, AddressFlag.NOPREFIXROUTE);

  /** The string of an address has its first two parts only. */
  private static final StandardRepresentation EVERY_PART = new StandardRepresentation() {
    @Override
    protected String fallbackToStringOf(Object object) {
      return object instanceof InterfaceAddress address
          ? asIpPrints(address) + " protocol " + address.protocol()
          : super.fallbackToStringOf(object);
    }
  };

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldBeReadAsWrittenReplacedAndDeletedOneByOne(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    try (TestHost host = new TestHost()) {
      int link = createPair(host);
      List<InterfaceAddress> made = addresses(random);
      made.forEach(address -> host.netlink().addAddress(link, address));
      assertSeen(host, link, made);

      List<InterfaceAddress> replaced = new ArrayList<>(
          made.stream().map(address -> replacement(address, random)).toList());
      boolean keepsProtocol = keepsProtocolOfIpv4();
      for (int i = 0; i < made.size(); i++) {
        host.netlink().replaceAddress(link, replaced.get(i));
        if (keepsProtocol && made.get(i).family() == AddressFamily.IPV4) {
          int kept = made.get(i).protocol();
          replaced.set(i, replaced.get(i).toBuilder().protocol(kept).build());
        }
      }
      assertSeen(host, link, replaced);

      List<InterfaceAddress> left = new ArrayList<>(replaced);
      while (!left.isEmpty()) {
        // From the end: with a primary address the kernel deletes those after it.
        InterfaceAddress last = left.remove(left.size() - 1);
        host.netlink().deleteAddress(link, last);
        assertThat(host.netlink().addresses(link)).hasSameSizeAs(left);
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF, seed = "4")
  void shouldReadWhatIpWrote(@ForAll long seed) throws Exception {
    try (TestHost host = new TestHost()) {
      int link = createPair(host);
      List<InterfaceAddress> addresses = addresses(new Random(seed)).stream()
          .map(address -> address.toBuilder().protocol(0).build()) // ip 6.1 has no word for it
          .toList();
      host.batch(
          "-N", addresses.stream().map(AddressDifferentialTests::arguments).toList());
      assertSeen(host, link, addresses);
    }
  }

  /** Asks the kernel: 6.1 does. */
  private static boolean keepsProtocolOfIpv4() {
    try (TestHost probe = new TestHost()) {
      InterfaceAddress first = InterfaceAddress.of(IpAddresses.parse("10.0.0.1"), 24).toBuilder()
          .protocol(1)
          .build();
      probe.netlink().addAddress(1, first);
      probe.netlink().replaceAddress(1, first.toBuilder().protocol(2).build());
      return find(probe.netlink().addresses(1), first).protocol() == 1;
    }
  }

  private static int createPair(TestHost host) {
    return host.create(LinkSpec.veth(InterfaceName.of("a"), InterfaceName.of("b")))
        .index();
  }

  /** Asserts that the library reads what was written, and what {@code ip} reads. */
  private static void assertSeen(TestHost host, int link, List<InterfaceAddress> written)
      throws Exception {
    List<InterfaceAddress> read = host.netlink().addresses(link);
    JsonNode seen = host.ip("-N -d address show dev a").get(0).get("addr_info");

    assertThat(read.stream().map(AddressDifferentialTests::asWritten))
        .withRepresentation(EVERY_PART)
        .containsExactlyInAnyOrderElementsOf(
            written.stream().map(AddressDifferentialTests::labelled).toList());
    for (InterfaceAddress address : written) {
      InterfaceAddress one = find(read, address);
      assertNear(one.validLifetime(), address.validLifetime());
      assertNear(one.preferredLifetime(), address.preferredLifetime());
      if (address.family() == AddressFamily.IPV6) {
        assertThat(host.netlink().address(link, address.address()))
            .map(InterfaceAddress::withoutLifetimes)
            .contains(one.withoutLifetimes());
      }
    }
    assertThat(seen).hasSameSizeAs(read);
    for (int i = 0; i < read.size(); i++) {
      assertLike(seen.get(i), asIpPrints(read.get(i)));
    }
    assertFiltered(host, link, read);
  }

  private static void assertFiltered(TestHost host, int link, List<InterfaceAddress> all) {
    for (AddressFamily family : AddressFamily.values()) {
      Map<Integer, List<InterfaceAddress>> some =
          host.netlink().addresses(AddressFilter.all().withFamily(family).withLink(link));
      assertThat(some.getOrDefault(link, List.of()).stream().map(InterfaceAddress::toString))
          .containsExactlyElementsOf(all.stream()
              .filter(address -> address.family() == family)
              .map(InterfaceAddress::toString)
              .toList());
      assertThat(some.keySet()).isSubsetOf(link);
    }
  }

  private static InterfaceAddress find(List<InterfaceAddress> read, InterfaceAddress written) {
    return read.stream()
        .filter(one -> one.address().equals(written.address()))
        .findFirst()
        .orElseThrow();
  }

  /** Without what the kernel adds and what runs down. */
  private static InterfaceAddress asWritten(InterfaceAddress read) {
    int ofTheKernel = OF_THE_KERNEL.stream().mapToInt(AddressFlag::mask).sum();
    return read.toBuilder().flagBits(read.flagBits() & ~ofTheKernel).forEver().build();
  }

  /** The kernel gives an IPv4 address without a label that of its link. */
  private static InterfaceAddress labelled(InterfaceAddress written) {
    InterfaceAddress address = written.withoutLifetimes();
    return address.family() == AddressFamily.IPV4 && address.label().isEmpty()
        ? address.toBuilder().label("a").build()
        : address;
  }

  private static void assertNear(Optional<Duration> actual, Optional<Duration> expected) {
    assertThat(actual.isPresent()).isEqualTo(expected.isPresent());
    actual.ifPresent(time -> assertThat(time.toSeconds())
        .isBetween(
            Math.max(0, expected.orElseThrow().toSeconds() - SLACK_SECONDS),
            expected.orElseThrow().toSeconds()));
  }

  private static void assertLike(JsonNode seen, ObjectNode expected) {
    for (String lifetime : LIFETIMES) {
      long actual = seen.get(lifetime).asLong();
      long wanted = expected.get(lifetime).asLong();
      assertThat(actual == FOR_EVER).isEqualTo(wanted == FOR_EVER);
      assertThat(actual).isBetween(Math.max(0, wanted - SLACK_SECONDS), wanted);
    }
    ObjectNode rest = seen.deepCopy();
    assertThat(TestHost.sorted(rest.without(LIFETIMES)))
        .isEqualTo(TestHost.sorted(expected.without(LIFETIMES)));
  }

  // Random addresses that a kernel takes, no two alike.

  private static List<InterfaceAddress> addresses(Random random) {
    List<InterfaceAddress> addresses = new ArrayList<>();
    int count = 1 + random.nextInt(10);
    for (int i = 0; i < count; i++) {
      addresses.add(random.nextBoolean() ? v4(random, 1 + i) : v6(random, 1 + i));
    }
    addresses.sort((a, b) -> a.family().compareTo(b.family()));
    return addresses;
  }

  private static InterfaceAddress v4(Random random, int last) {
    InterfaceAddress.Builder address =
        InterfaceAddress.builder(inet(AddressFamily.IPV4, random, last), 1 + random.nextInt(32));
    List<Runnable> parts = List.of(
        () -> address.peer(inet(AddressFamily.IPV4, random, 200 + last)),
        () -> address.broadcast(inet(AddressFamily.IPV4, random, 255)),
        () -> address.scope(new AddressScope(List.of(123, 200, 253, 254).get(random.nextInt(4)))),
        () -> address.label("a:" + Integer.toString(random.nextInt(1 << 30), 36)),
        () -> address.flag(AddressFlag.NOPREFIXROUTE));
    parts.forEach(part -> sometimes(random, part));
    return randomly(address, random).build();
  }

  private static InterfaceAddress v6(Random random, int last) {
    boolean group = random.nextInt(8) == 0;
    boolean manager = random.nextInt(4) == 0;
    InetAddress inet =
        group ? IpAddresses.parse("ff05::" + last) : inet(AddressFamily.IPV6, random, last);
    int length = manager ? 64 : 1 + random.nextInt(128); // temporary addresses have 64 bits
    InterfaceAddress.Builder address = InterfaceAddress.builder(inet, length);
    if (manager) {
      address.flag(AddressFlag.MANAGETEMPADDR);
    }
    if (group) {
      address.flag(AddressFlag.MCAUTOJOIN);
    }
    sometimes(random, () -> address.peer(inet(AddressFamily.IPV6, random, 200 + last)));
    OF_IPV6.forEach(flag -> sometimes(random, () -> address.flag(flag)));
    return randomly(address, random).build();
  }

  private static InterfaceAddress.Builder randomly(
      InterfaceAddress.Builder address, Random random) {
    address.forEver().metric(0).protocol(0);
    sometimes(random, () -> {
      long preferred = random.nextInt(3) == 0 ? 0 : 3600 + random.nextInt(1 << 20);
      address.lifetimes(
          Duration.ofSeconds(3600 + preferred + random.nextInt(1 << 20)),
          Duration.ofSeconds(preferred));
    });
    sometimes(random, () -> address.metric(1 + random.nextInt(Integer.MAX_VALUE)));
    sometimes(random, () -> address.protocol(random.nextInt(256)));
    return address;
  }

  /** The same address with other parts, of those that the kernel replaces. */
  private static InterfaceAddress replacement(InterfaceAddress address, Random random) {
    InterfaceAddress other = randomly(address.toBuilder(), random).build();
    boolean kept = address.family() == AddressFamily.IPV6 && other.metric() == 0;
    return kept ? other.toBuilder().metric(address.metric()).build() : other;
  }

  private static void sometimes(Random random, Runnable part) {
    if (random.nextInt(3) == 0) {
      part.run();
    }
  }

  private static InetAddress inet(AddressFamily family, Random random, int last) {
    byte[] bytes = new byte[family.bytes()];
    random.nextBytes(bytes);
    bytes[0] = (byte) (family == AddressFamily.IPV4 ? 10 : 0xfd);
    bytes[bytes.length - 1] = (byte) last;
    return IpAddresses.of(bytes);
  }

  // As ip prints it and is told.

  private static ObjectNode asIpPrints(InterfaceAddress address) {
    boolean six = address.family() == AddressFamily.IPV6;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("family", six ? "inet6" : "inet");
    json.put("local", IpAddresses.format(address.address()));
    address.peer().ifPresent(peer -> json.put("address", IpAddresses.format(peer)));
    json.put("prefixlen", address.prefixLength());
    if (address.metric() != 0) {
      json.put("metric", Integer.toUnsignedLong(address.metric()));
    }
    address.broadcast().ifPresent(to -> json.put("broadcast", IpAddresses.format(to)));
    json.put("scope", Integer.toString(address.scope().number()));
    for (AddressFlag flag : address.flags()) {
      if (flag != AddressFlag.PERMANENT) {
        json.put(flag == AddressFlag.SECONDARY && six ? "temporary" : flag.toString(), true);
      }
    }
    if (!address.has(AddressFlag.PERMANENT)) {
      json.put("dynamic", true);
    }
    address.label().ifPresent(label -> json.put("label", label));
    json.put("valid_life_time", seconds(address.validLifetime()));
    json.put("preferred_life_time", seconds(address.preferredLifetime()));
    return json;
  }

  private static long seconds(Optional<Duration> lifetime) {
    return lifetime.map(Duration::toSeconds).orElse(FOR_EVER);
  }

  private static String arguments(InterfaceAddress address) {
    StringBuilder text = new StringBuilder("address add dev a local ");
    boolean hasPeer = address.peer().isPresent();
    text.append(hasPeer ? IpAddresses.format(address.address()) : address.toString());
    address
        .peer()
        .ifPresent(peer -> text.append(" peer ")
            .append(IpAddresses.format(peer))
            .append('/')
            .append(address.prefixLength()));
    address.broadcast().ifPresent(to -> text.append(" broadcast ").append(IpAddresses.format(to)));
    text.append(" scope ").append(address.scope().number());
    address.flags().forEach(flag -> text.append(' ').append(flag));
    address.label().ifPresent(label -> text.append(" label ").append(label));
    address.validLifetime().ifPresent(time -> text.append(" valid_lft ").append(time.toSeconds()));
    address
        .preferredLifetime()
        .ifPresent(time -> text.append(" preferred_lft ").append(time.toSeconds()));
    if (address.metric() != 0) {
      text.append(" metric ").append(Integer.toUnsignedString(address.metric()));
    }
    return text.toString();
  }
}
