package io.wgnetlink.wireguard.nativetests;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Configuration files, good, bad and broken, for which {@code wg} is asked what they mean. */
final class ConfigurationCorpus {
  static final String PRIVATE_KEY = "wHI4FmcxZtxiGL1hoORrKVxAXQkyhSGGXhVX6EPoMkY=";
  static final String OWN_KEY = "PXDkSGhl+O+vGlxwce7icc5eNVtTp/fo0SxKKMALzEs=";
  static final String PSK = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";
  static final String A = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  static final String B = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
  static final String C = "gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA=";
  private static final String ZERO = "A".repeat(43) + "=";

  /** A file with everything in it; no names, as there is nobody to ask. */
  static final String WHOLE = """
      # The hub.
      [Interface] # this host
      ListenPort = 51820   # as in the firewall
      FwMark = 0xca6c
      PrivateKey=%s

      # Alice, on the road
      [Peer]
      PublicKey = %s
      PresharedKey = %s
      AllowedIPs = 10.0.0.1/32, fd00::1 # laptop
      allowedips = 10.9.8.7/16 # phone

      # Bob
      [Peer]
      PublicKey = %s
      Endpoint = 192.0.2.1:51820
      PersistentKeepalive = 25
      AllowedIPs = 10.0.1.0/24
      Endpoint = [2001:db8::1]:51821
      """.formatted(PRIVATE_KEY, A, PSK, B);

  private ConfigurationCorpus() {}

  /** Files with at most one thing in them that is special, whatever {@code wg} says to it. */
  static List<String> special() {
    List<String> files = new ArrayList<>(List.of(
        "",
        "\n",
        "# nothing",
        "\0",
        "[Interface]",
        "[interface]\r\n[INTERFACE]#\r\n",
        " [ Inter\tface ] ",
        "[Interface]\n#[Peers]",
        "[Interfaces]",
        "[Interface]x",
        "[Peer]",
        "ListenPort=1",
        "nonsense",
        "\ufeff[Interface]",
        "\u00a0",
        "[Peer]\nAllowedIPs=::/0\n[Interface]\nListenPort=1",
        WHOLE,
        WHOLE.replace("\n", "\r\n"),
        WHOLE.toUpperCase(Locale.ROOT).replace("0XCA6C", "0xCA6C"),
        WHOLE.strip(),
        peer(A) + peer(B) + peer(A, "PersistentKeepalive=7", "AllowedIPs=10.0.0.0/8"),
        peer(A, "AllowedIPs=10.0.0.0/8,11.0.0.0/8") + peer(B, "AllowedIPs=10.1.2.3/8"),
        peer(A, "AllowedIPs=10.0.0.0/8")
            + peer(B, "AllowedIPs=10.0.0.0/8")
            + peer(A, "AllowedIPs=10.0.0.0/8"),
        peer(A, "AllowedIPs=10.0.0.0/8") + peer(B, "AllowedIPs=::/0") + peer(A),
        peer(A, "AllowedIPs=10.0.0.0/8,11.0.0.0/8,10.0.0.0/8"),
        peer(A, "PublicKey=" + B),
        "[Interface]\nPrivateKey=" + PRIVATE_KEY + "\n" + peer(OWN_KEY, "AllowedIPs=::/0")
            + peer(B),
        "[Interface]\nPrivateKey=" + PRIVATE_KEY + "\n" + peer(B, "AllowedIPs=::/0")
            + peer(OWN_KEY, "AllowedIPs=::/0"),
        "[Interface]\nPrivateKey=" + PRIVATE_KEY + "\nPrivateKey=" + ZERO,
        "[Interface]\nPrivateKey=" + "/".repeat(42) + "8=",
        peer(ZERO),
        peer(A, "PresharedKey=" + PSK, "PresharedKey=" + ZERO)));
    interfaceLines().map(line -> "[Interface]\n" + line).forEach(files::add);
    peerLines().map(line -> peer(A, line)).forEach(files::add);
    return files;
  }

  private static Stream<String> interfaceLines() {
    return Stream.of(
        "ListenPort",
        "ListenPort=",
        "ListenPort=#1",
        "ListenPort=0",
        "ListenPort=+5",
        "ListenPort=-0",
        "ListenPort=-1",
        "ListenPort=0080",
        "ListenPort=65535",
        "ListenPort=0x10",
        "ListenPort=1.5",
        "ListenPort=x",
        "ListenPort=1\n[Interface]\nListenPort=2\nFwMark=3",
        "Listen Port = 5 1 8 2 0 ",
        "ListenPort=5\0junk",
        "ListenPort: 5",
        "ListenPorts=5",
        "Li\u017ftenPort=5",
        "FwMar\u212a=5",
        "FwMark=off",
        "FwMark=OfF",
        "FwMark=0",
        "FwMark=0x0",
        "FwMark=0x",
        "FwMark=0XFF",
        "FwMark=0xFfFfFfFf",
        "FwMark=0x100000000",
        "FwMark=4294967295",
        "FwMark=4294967296",
        "FwMark=99999999999999999999999",
        "FwMark=00000000000000000000012",
        "FwMark=0x000000000000000000001f",
        "FwMark=+1",
        "FwMark=-1",
        "FwMark=ff",
        "FwMark=0x1g",
        "FwMark=on",
        "Address=10.0.0.1/24",
        "MTU=1420",
        "PublicKey=" + A,
        "PersistentKeepalive=25",
        "=1",
        "PrivateKey=",
        "PrivateKey=(none)",
        "PrivateKey=" + PRIVATE_KEY.substring(0, 43),
        "PrivateKey=" + PRIVATE_KEY + "=",
        "PrivateKey=" + PRIVATE_KEY.replace("kY=", "kZ="),
        "PrivateKey=" + PRIVATE_KEY.replace("kY=", "k_="),
        "PrivateKey=" + PRIVATE_KEY.replace("kY=", "kYA"),
        "private key\t= " + String.join(" ", PRIVATE_KEY.split("")));
  }

  private static Stream<String> peerLines() {
    return Stream.of(
        "ListenPort=1",
        "AllowedIPs=",
        "AllowedIPs=,",
        "AllowedIPs=10.0.0.0/8,",
        "AllowedIPs=,10.0.0.0/8",
        "AllowedIPs=10.0.0.1",
        "AllowedIPs=fd00::1",
        "AllowedIPs=0.0.0.0/0,::/0",
        "AllowedIPs=1 0.0 .0.0 / 8 , fd 00:: / 8",
        "AllowedIPs=10.0.0.0/008",
        "AllowedIPs=10.0.0.0/33",
        "AllowedIPs=fd00::/128,fd00::1/129",
        "AllowedIPs=10.0.0.0/",
        "AllowedIPs=10.0.0.0/x",
        "AllowedIPs=10.0.0.0/8x",
        "AllowedIPs=10.0.0.0/8/8",
        "AllowedIPs=10.0.0.0/ 8",
        "AllowedIPs=10.0.0.0/255.0.0.0",
        "AllowedIPs=10.0.0.0/18446744073709551624",
        "AllowedIPs=10.0.0",
        "AllowedIPs=10",
        "AllowedIPs=10.0.0.01",
        "AllowedIPs=10.0.0.256",
        "AllowedIPs=0x0a.0.0.1",
        "AllowedIPs=::ffff:10.0.0.1/100",
        "AllowedIPs=1::2::3",
        "AllowedIPs=1:2:3:4:5:6:7:8:9",
        "AllowedIPs=1:2:3:4:5:6:7::",
        "AllowedIPs=12345::",
        "AllowedIPs=::1.2.3.4",
        "AllowedIPs=fe80::1%lo",
        "AllowedIPs=[fd00::]/8",
        "AllowedIPs=any",
        "AllowedIPs=10.0.0.0/8\nAllowedIPs=11.0.0.0/8\nallowedips=fd00::/8",
        "Endpoint=",
        "Endpoint=192.0.2.1",
        "Endpoint=192.0.2.1:",
        "Endpoint=192.0.2.1:80:",
        "Endpoint=192.0.2.1:+80",
        "Endpoint=192.0.2.1:0080",
        "Endpoint=192.0.2.1:-1",
        "Endpoint=192.0.2.1:80x",
        "Endpoint=[192.0.2.1]:80",
        "Endpoint=127.1:80",
        "Endpoint=0x7f.010.8:80",
        "Endpoint=010.0.0.1:80",
        "Endpoint=08.0.0.1:80",
        "Endpoint=3221225985:80",
        "Endpoint=4294967296:80",
        "Endpoint=1.2.3.4.5:80",
        "Endpoint=1.2.3.256:80",
        "Endpoint=[2001:db8::1]:80",
        "Endpoint=2001:db8::1:80",
        "Endpoint=::1:80",
        "Endpoint=[::ffff:192.0.2.1]:80",
        "Endpoint=[fe80::1%lo]:80",
        "Endpoint=fe80::1%1:80",
        "Endpoint=[fe80::1%nowhere]:80",
        "Endpoint=[2001:db8::1%3]:80",
        "Endpoint=[2001:db8::1%lo]:80",
        "Endpoint=[::1]",
        "Endpoint=[::1]80",
        "Endpoint=[::1]:",
        "Endpoint=[::1:80",
        "Endpoint=::1]:80",
        "Endpoint=a:b:80",
        "Endpoint=:80",
        "Endpoint=[]:80",
        "Endpoint=192.0.2.1:1\nEndpoint=192.0.2.2:2",
        "PersistentKeepalive=off",
        "PersistentKeepalive=OFF",
        "PersistentKeepalive=0",
        "PersistentKeepalive=025",
        "PersistentKeepalive=65535",
        "PersistentKeepalive=65536",
        "PersistentKeepalive=-1",
        "PersistentKeepalive=+1",
        "PersistentKeepalive=25s",
        "PersistentKeepalive=0x19",
        "PersistentKeepalive=on",
        "PresharedKey=",
        "PresharedKey=" + PSK,
        "PresharedKey=" + PSK.substring(1),
        "PreshardKey=" + PSK,
        "PublicKey=" + A.replace('g', 'h'),
        "DNS=10.0.0.1",
        "Interface=1");
  }

  /** What {@code wg} accepts and this library refuses, for reasons. */
  static List<String> knownDifferences() {
    return List.of(
        "[Interface]\nListenPort=65536",
        "[Interface]\nListenPort=65537",
        peer(A, "Endpoint=192.0.2.1:65537"),
        peer(A, "Endpoint=192.0.2.1:0"),
        peer(A, "Endpoint=192.0.2.1:*"),
        peer(A, "Endpoint=*:80"),
        peer(ZERO));
  }

  /** Files with signs, which {@code wg} knows since 1.0.20250521. */
  static List<String> signed() {
    return List.of(
        peer(A, "AllowedIPs=+10.0.0.0/8"),
        peer(A, "AllowedIPs=10.0.0.0/8,+11.0.0.0/8"),
        peer(A, "AllowedIPs=+10.0.0.0/8", "AllowedIPs=11.0.0.0/8"),
        peer(A, "AllowedIPs=++10.0.0.0/8"),
        peer(A, "AllowedIPs=+"),
        peer(A, "AllowedIPs=+10.0.0.0/8") + peer(B, "AllowedIPs=+10.0.0.0/8"));
  }

  /** Returns a whole file after a few random cuts, copies and strokes. */
  static String mutated(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(WHOLE);
    String noise = "=#[],:/%. \n\r\tAZaz09";
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        case 2 -> text.setCharAt(at, noise.charAt(random.nextInt(noise.length())));
        default -> text.insert(at, noise.charAt(random.nextInt(noise.length())));
      }
    }
    return text.toString();
  }

  static String peer(String key, String... lines) {
    return "[Peer]\nPublicKey = " + key + "\n" + String.join("\n", lines) + "\n";
  }
}
