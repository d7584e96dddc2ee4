package io.wgnetlink.wireguard;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a peer is reached: a UDP address, its port, and for a link-local IPv6 address the
 * interface.
 *
 * <p>The scope is a component of its own because {@link Inet6Address#equals} ignores it. Instances
 * are immutable. Names are not resolved here.
 *
 * @param address an IPv4 or IPv6 address; a scope inside it is dropped, {@code scopeId} counts
 * @param port 0 to 65535; the kernel can report 0, but none can be set
 * @param scopeId the interface index of a link-local address ({@code sin6_scope_id}), else 0
 */
public record Endpoint(InetAddress address, int port, int scopeId) {
  private static final int MAX_PORT = 0xffff;
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^%\\]]*)(?:%([0-9]{1,10}))?]|([^\\[:]*)):([0-9]{1,10})");

  public Endpoint {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
    }
    if (scopeId != 0 && AddressFamily.of(address) == AddressFamily.IPV4) {
      throw new IllegalArgumentException("an IPv4 endpoint has no scope, but " + scopeId);
    }
    address = IpAddresses.of(address.getAddress());
  }

  /** Returns the endpoint with the scope that an {@link Inet6Address} carries, if it does. */
  public static Endpoint of(InetAddress address, int port) {
    int scopeId = address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    return new Endpoint(address, port, scopeId);
  }

  /**
   * Returns the endpoint that a resolved socket address is.
   *
   * @throws IllegalArgumentException when the name was not resolved
   */
  public static Endpoint of(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(address.getHostString() + " is not resolved");
    }
    return of(address.getAddress(), address.getPort());
  }

  /**
   * Parses {@code ADDRESS:PORT}, an IPv6 address in brackets and with {@code %INDEX} for a scope:
   * {@code 192.0.2.1:51820}, {@code [2001:db8::1]:51820}, {@code [fe80::1%3]:51820}.
   *
   * @throws IllegalArgumentException when the text is anything else, such as a name
   */
  public static Endpoint parse(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text
            + "' is not ADDRESS:PORT, [ADDRESS]:PORT or [ADDRESS%INDEX]:PORT with a numeric address, "
            + "IPv6 in brackets and IPv4 without, and a port from 0 to " + MAX_PORT));
  }

  /**
   * Returns the endpoint that a text is, as {@link #parse} reads it, or empty. It throws nothing,
   * as {@link IpAddresses#find} does not.
   */
  public static Optional<Endpoint> find(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    boolean bracketed = form.group(1) != null;
    AddressFamily family = bracketed ? AddressFamily.IPV6 : AddressFamily.IPV4;
    long port = Long.parseLong(form.group(4));
    long scopeId = form.group(2) == null ? 0 : Long.parseLong(form.group(2));
    return IpAddresses.find(bracketed ? form.group(1) : form.group(3))
        .filter(address -> AddressFamily.of(address) == family)
        .filter(address -> port <= MAX_PORT && scopeId <= Integer.MAX_VALUE)
        .map(address -> new Endpoint(address, (int) port, (int) scopeId));
  }

  /** Returns the address family. */
  public AddressFamily family() {
    return AddressFamily.of(address);
  }

  /**
   * Prints the endpoint as {@code wg} does, with the scope of a link-local address as an interface
   * name.
   *
   * @param interfaceName the name of an interface index, empty when there is no such interface
   */
  public String format(IntFunction<Optional<String>> interfaceName) {
    if (family() == AddressFamily.IPV4) {
      return IpAddresses.format(address) + ":" + port;
    }
    return "[" + IpAddresses.format(address) + scope(interfaceName) + "]:" + port;
  }

  private String scope(IntFunction<Optional<String>> interfaceName) {
    if (scopeId == 0) {
      return "";
    }
    // getnameinfo(3) asks for a name only where the scope is an interface.
    Optional<String> name = address.isLinkLocalAddress() || address.isMCLinkLocal()
        ? interfaceName.apply(scopeId)
        : Optional.empty();
    return "%" + name.orElseGet(() -> Integer.toUnsignedString(scopeId));
  }

  /** Prints the endpoint as {@link #parse} reads it, the scope as a number. */
  @Override
  public String toString() {
    return format(index -> Optional.empty());
  }
}
