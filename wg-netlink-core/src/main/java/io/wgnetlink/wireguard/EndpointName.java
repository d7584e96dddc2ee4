package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import io.wgnetlink.netlink.internal.libc.InterfaceNumbers;
import io.wgnetlink.wireguard.EndpointFormatException.Reason;
import io.wgnetlink.wireguard.internal.PortSyntax;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is to be reached, as it was configured: a host and a UDP port. The host is a name,
 * or an address. Immutable; equal when written the same way.
 *
 * @param host a name, or an address without brackets, which can have a scope: {@code hub.example},
 *     {@code 192.0.2.1}, {@code fe80::1%eth0}
 * @param port 0 to 65535; the kernel takes 0, but nothing can be sent there
 */
public record EndpointName(String host, int port) {

  /**
   * Checks the parts.
   *
   * @throws EndpointFormatException when there is no such host or port
   */
  public EndpointName {
    if (port < 0 || port > PortSyntax.MAX) {
      throw new EndpointFormatException(Reason.PORT_RANGE);
    }
    if (host.isEmpty() || host.chars().anyMatch(EndpointName::isForbidden)) {
      throw new EndpointFormatException(Reason.HOST);
    }
    if (host.indexOf(':') >= 0 && ipv6(host) == null) {
      throw new EndpointFormatException(Reason.HOST);
    }
  }

  /** Returns the address and port, with a scope as a number. */
  public static EndpointName of(Endpoint endpoint) {
    return of(endpoint, index -> Optional.empty());
  }

  /**
   * Returns the address and port, with the scope of a link-local address as an interface name.
   *
   * @param interfaceName the name of an interface index, empty when there is no such interface
   */
  public static EndpointName of(Endpoint endpoint, IntFunction<Optional<String>> interfaceName) {
    String text = endpoint.format(interfaceName);
    String host = text.substring(0, text.lastIndexOf(':'));
    return new EndpointName(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, endpoint.port());
  }

  /**
   * Parses {@code HOST:PORT} or {@code [HOST]:PORT}, as {@code wg} does: without brackets, the last
   * colon counts, so that {@code ::1:80} is port 80 of {@code ::1}. Nothing is looked up.
   *
   * <p>Unlike {@code wg}, a port above 65535, the name of a service in place of a port, and
   * {@code *} for either part are refused.
   *
   * @throws EndpointFormatException when the text is anything else
   */
  public static EndpointName parse(String text) {
    int hostStart = text.startsWith("[") ? 1 : 0;
    int hostEnd = hostStart == 1 ? text.indexOf(']') : text.lastIndexOf(':');
    if (hostEnd < 0) {
      throw new EndpointFormatException(hostStart == 1 ? Reason.BRACKET : Reason.PORT_MISSING);
    }
    int colon = hostStart == 1 ? hostEnd + 1 : hostEnd;
    if (colon + 1 >= text.length() || text.charAt(colon) != ':') {
      throw new EndpointFormatException(Reason.PORT_MISSING);
    }
    OptionalLong port = PortSyntax.parse(text.substring(colon + 1));
    if (port.isEmpty()) {
      throw new EndpointFormatException(Reason.PORT);
    }
    return new EndpointName(text.substring(hostStart, hostEnd), (int) port.getAsLong());
  }

  private static boolean isForbidden(int c) {
    return c <= ' ' || c == 0x7f || c == '#' || c == '[' || c == ']' || c == '*';
  }

  /**
   * Returns the endpoint when the host is an address: nothing is looked up but the index of an
   * interface that a scope names, in the calling thread's network namespace. Empty for a name, and
   * when there is no such interface.
   *
   * <p>As in {@code wg}, an IPv4 address can be in a short form: {@code 127.1} is
   * {@code 127.0.0.1}.
   */
  public Optional<Endpoint> literal() {
    if (host.indexOf(':') < 0) {
      return Ipv4Shorthand.parse(host).map(address -> new Endpoint(address, port, 0));
    }
    InetAddress address = ipv6(host);
    int percent = host.indexOf('%');
    OptionalInt scope = percent < 0 || address == null
        ? OptionalInt.of(0)
        : scopeId(address, host.substring(percent + 1));
    return address == null || scope.isEmpty()
        ? Optional.empty()
        : Optional.of(new Endpoint(address, port, scope.getAsInt()));
  }

  private static @Nullable InetAddress ipv6(String host) {
    int percent = host.indexOf('%');
    return IpAddresses.find(percent < 0 ? host : host.substring(0, percent))
        .filter(address -> AddressFamily.of(address) == AddressFamily.IPV6)
        .orElse(null);
  }

  /** As getaddrinfo(3) does: only a link-local address has an interface's name as its scope. */
  private static OptionalInt scopeId(InetAddress address, String scope) {
    if (address.isLinkLocalAddress() || address.isMCLinkLocal() || address.isMCNodeLocal()) {
      OptionalInt index = InterfaceNumbers.of(scope);
      if (index.isPresent()) {
        return index;
      }
    }
    if (scope.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(scope);
      return number <= 0xffffffffL ? OptionalInt.of((int) number) : OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  /** Returns {@code HOST:PORT}, a host with a colon in brackets, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
