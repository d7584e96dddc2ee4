package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of a namespace that userspace daemons serve.
 *
 * <p><b>Two namespaces.</b> Sockets are files, of the mount namespace; interfaces are of the
 * network namespace; and a socket does not say of which. So a device is one whose name is both a
 * socket's and a tun interface's of the namespace that was opened: a socket whose interface is
 * elsewhere is not shown. What cannot be told apart are two namespaces that share a mount namespace
 * and have a tun interface of one name each: there is one socket for both of them then, the daemon
 * that began last has it.
 *
 * <p><b>What is wrong with a socket</b> (nobody listens, others could listen) is logged when
 * devices are listed, once until it changes, and thrown when the device is read or set. Such a
 * socket hides no other, is not listed, and is left where it is.
 */
final class UserspaceDevices {
  private static final Logger LOG = LoggerFactory.getLogger(UserspaceDevices.class);

  /** As which wireguard-go, boringtun and their like make their interfaces. */
  private static final String KIND = "tun";

  private final UapiSockets sockets;
  private final Links links;
  private final Duration timeout;
  private final BiConsumer<String, String> alarm;
  private final UapiBuffers buffers = new UapiBuffers();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  UserspaceDevices(UapiSockets sockets, Links links, Duration timeout) {
    this(sockets, links, timeout, UserspaceDevices::warn);
  }

  /** Tells of a socket that cannot be used, and why, in another way than by a warning. */
  UserspaceDevices(
      UapiSockets sockets, Links links, Duration timeout, BiConsumer<String, String> alarm) {
    this.sockets = sockets;
    this.alarm = alarm;
    this.links = links;
    this.timeout = timeout;
  }

  /** Returns the device of this name, whatever the state of its daemon; empty for none. */
  Optional<UserspaceDevice> find(InterfaceName name) {
    return links.find(name).filter(link -> link.kind().equals(KIND)).flatMap(this::device);
  }

  private Optional<UserspaceDevice> device(Link link) {
    return sockets
        .find(link.interfaceName())
        .map(socket -> new UserspaceDevice(link, daemon(socket), sockets, links));
  }

  /** Returns the socket of this name, whatever it serves; empty when there is none. */
  Optional<Path> socket(InterfaceName name) {
    return sockets.find(name);
  }

  /** Returns the interfaces whose daemons can be asked. */
  List<Link> list() {
    List<InterfaceName> names = namesOfSockets();
    if (names.isEmpty()) {
      return List.of();
    }
    Map<String, Link> tuns = new HashMap<>();
    links.ofKind(KIND).forEach(link -> tuns.put(link.name(), link));
    List<Link> served = new ArrayList<>();
    for (InterfaceName name : names) {
      Link link = tuns.get(name.value());
      if (isUsable(name) && link != null) {
        served.add(link);
      }
    }
    return served;
  }

  private List<InterfaceName> namesOfSockets() {
    try {
      return sockets.names();
    } catch (IOException e) {
      report("the sockets of WireGuard daemons", e.toString());
      return List.of();
    }
  }

  private boolean isUsable(InterfaceName name) {
    Optional<Path> socket = sockets.find(name);
    if (socket.isEmpty()) {
      return false;
    }
    String what = socket.get().toString();
    try {
      Optional<String> distrust = sockets.distrust(socket.get());
      if (distrust.isPresent()) {
        report(what, distrust.get());
        return false;
      }
      if (!daemon(socket.get()).isAlive()) {
        report(what, "nobody listens there, the daemon has ended");
        return false;
      }
    } catch (IOException e) {
      report(what, e.toString());
      return false;
    }
    reported.removeIf(report -> report.startsWith(what + ' '));
    return true;
  }

  private UapiDaemon daemon(Path socket) {
    return new UapiDaemon(socket, buffers, timeout);
  }

  private void report(String what, String reason) {
    if (reported.add(what + ' ' + reason)) {
      alarm.accept(what, reason);
    }
  }

  private static void warn(String socket, String reason) {
    LOG.atWarn()
        .addKeyValue("socket", socket)
        .addKeyValue("reason", reason)
        .log("the socket of a WireGuard daemon cannot be used");
  }
}
