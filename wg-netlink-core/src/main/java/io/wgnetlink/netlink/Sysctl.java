package io.wgnetlink.netlink;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The name of a setting of the network, as {@code sysctl(8)} has it: for example
 * {@code net.ipv4.conf.all.src_valid_mark}.
 *
 * <p>The parts of a name are folders of {@code /proc/sys} and the file in it. The name of a link
 * may be a part, and may have dots: in text they become slashes,
 * {@code net.ipv4.conf.eth0/7.rp_filter}, as {@code sysctl(8)} and container engines read it. Every
 * network namespace has values of its own; so the first part is {@code net}.
 *
 * @param parts the parts, at least two, as {@code /proc/sys} spells them
 */
public record Sysctl(List<String> parts) {
  private static final String NET = "net";
  private static final char SEPARATOR = '.';
  private static final char DOT_INSIDE = '/';

  public Sysctl {
    parts = List.copyOf(parts);
    if (parts.size() < 2 || !parts.get(0).equals(NET)) {
      throw new IllegalArgumentException(
          "setting '" + String.join(".", parts) + "' is not one of the network's, net.…");
    }
    if (!parts.stream().allMatch(Sysctl::isName)) {
      throw new IllegalArgumentException("setting " + parts + " has a part that is no file name");
    }
  }

  /** Returns the setting with these parts, as {@code /proc/sys} spells them. */
  public static Sysctl of(String... parts) {
    return new Sysctl(List.of(parts));
  }

  /**
   * Returns the setting that a text names. As for {@code sysctl(8)} the first dot or slash says
   * what separates the parts: {@code net/ipv4/conf/eth0.7/rp_filter} is the same setting.
   *
   * @throws IllegalArgumentException when it names none of the network's
   */
  public static Sysctl parse(String text) {
    int dot = text.indexOf(SEPARATOR);
    int slash = text.indexOf(DOT_INSIDE);
    boolean bySlashes = slash >= 0 && (dot < 0 || slash < dot);
    String byDots = bySlashes ? swapped(text) : text;
    return new Sysctl(
        Arrays.stream(byDots.split("\\.", -1)).map(Sysctl::swapped).toList());
  }

  /** Returns the file of {@code /proc/sys} that shows the setting. */
  public String file() {
    return "/proc/sys/" + String.join("/", parts);
  }

  private static boolean isName(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && part.indexOf(DOT_INSIDE) < 0
        && part.indexOf('\0') < 0;
  }

  private static String swapped(String part) {
    return part.replace(SEPARATOR, '\0').replace(DOT_INSIDE, SEPARATOR).replace('\0', DOT_INSIDE);
  }

  /** Returns the name as {@code sysctl(8)} takes it. */
  @Override
  public String toString() {
    return parts.stream().map(Sysctl::swapped).collect(Collectors.joining("."));
  }
}
