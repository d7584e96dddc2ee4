package io.wgnetlink.link;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * IPv6 settings, read and written through {@code /proc/sys/net/ipv6/conf}.
 *
 * <p>The kernel offers no netlink message that changes them, unlike {@linkplain Ipv4Switch IPv4's}:
 * {@code RTM_SETLINK} takes an IPv6 token and address mode only. So each call opens the file on a
 * thread inside the namespace, where {@code /proc/sys/net} shows that namespace's values; no
 * process is started. Writing needs {@code CAP_NET_ADMIN} in the namespace's user namespace, and
 * {@code /proc/sys} writable, which it is not in most containers: the failure names the
 * {@code --sysctl} to start the container with.
 *
 * <p>Methods block for one file operation; they throw {@link UncheckedIOException}. Thread-safe.
 */
public enum Ipv6Switch {
  /**
   * Packets may be forwarded. Only the one of {@code all} decides that; one of a link decides
   * whether it behaves as a router.
   */
  FORWARDING("forwarding"),
  /** No IPv6 on the link, and no addresses. */
  DISABLE_IPV6("disable_ipv6"),
  /** Whether router advertisements configure the link: 0 no, 1 unless forwarding, 2 always. */
  ACCEPT_RA("accept_ra"),
  /** Whether duplicates of new addresses are looked for: 0 no, 1 yes. */
  ACCEPT_DAD("accept_dad");

  private static final String ALL = "all";
  private static final Path CONF = Path.of("/proc/sys/net/ipv6/conf");

  private final String file;

  Ipv6Switch(String file) {
    this.file = file;
  }

  /** Sets {@code net.ipv6.conf.all} of a namespace. */
  public void set(NetworkNamespace namespace, int value) {
    write(namespace, ALL, value);
  }

  /** Sets the value of one link. */
  public void set(NetworkNamespace namespace, InterfaceName link, int value) {
    write(namespace, link.value(), value);
  }

  /** Reads {@code net.ipv6.conf.all} of a namespace. */
  public int get(NetworkNamespace namespace) {
    return read(namespace, ALL);
  }

  /** Reads the value of one link. */
  public int get(NetworkNamespace namespace, InterfaceName link) {
    return read(namespace, link.value());
  }

  private void write(NetworkNamespace namespace, String scope, int value) {
    try {
      namespace.call(() -> Files.writeString(
          path(scope),
          Integer.toString(value),
          StandardCharsets.US_ASCII,
          StandardOpenOption.WRITE));
    } catch (IOException e) {
      String assignment = key(scope) + "=" + value;
      throw new UncheckedIOException(
          "cannot set " + assignment + " in " + namespace
              + ": IPv6 settings go by /proc/sys, which cannot be written here (" + e
              + "); start the container with --sysctl " + assignment
              + ", or outside of containers run with CAP_NET_ADMIN in this namespace",
          e);
    }
  }

  private int read(NetworkNamespace namespace, String scope) {
    try {
      String text = namespace.call(() -> Files.readString(path(scope), StandardCharsets.US_ASCII));
      return Integer.parseInt(text.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + key(scope) + " in " + namespace + " (" + e + "); is IPv6 enabled?", e);
    }
  }

  private Path path(String scope) {
    return CONF.resolve(scope).resolve(file);
  }

  /** As sysctl(8) spells it: a dot in the name of a link becomes a slash. */
  private String key(String scope) {
    return "net.ipv6.conf." + scope.replace('.', '/') + "." + file;
  }
}
