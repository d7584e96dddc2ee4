package io.wgnetlink.wireguard.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What wireguard-go does with requests, in little: texts in, texts out. It stops at the first line
 * at fault and keeps what it did before.
 */
final class ModelDaemon {
  private static final String NO_KEY = "0".repeat(64);

  private final boolean removesAllowedIps;
  private final Map<String, String> device = new LinkedHashMap<>();
  private final Map<String, ModelPeer> peers = new LinkedHashMap<>();

  private static final class ModelPeer {
    final Map<String, String> fields = new LinkedHashMap<>();
    final Set<String> allowedIps = new LinkedHashSet<>();
  }

  ModelDaemon() {
    this(true);
  }

  /** Makes a daemon that knows {@code allowed_ip=-X}, as they do since May 2025, or not. */
  ModelDaemon(boolean removesAllowedIps) {
    this.removesAllowedIps = removesAllowedIps;
  }

  /** Returns the reply to one request. */
  String answer(String request) {
    if (request.equals("get=1\n\n")) {
      return get();
    }
    if (!request.startsWith("set=1\n") || !request.endsWith("\n\n")) {
      return "";
    }
    int errno = set(request.substring("set=1\n".length(), request.length() - 1));
    return "errno=" + -errno + "\n\n";
  }

  private String get() {
    StringBuilder reply = new StringBuilder();
    device.forEach((key, value) -> reply.append(key).append('=').append(value).append('\n'));
    peers.forEach((key, peer) -> {
      reply.append("public_key=").append(key).append('\n');
      peer.fields.forEach(
          (k, value) -> reply.append(k).append('=').append(value).append('\n'));
      peer.allowedIps.forEach(ip -> reply.append("allowed_ip=").append(ip).append('\n'));
    });
    return reply.append("errno=0\n\n").toString();
  }

  private int set(String lines) {
    ModelPeer peer = null;
    String peerKey = "";
    boolean created = false;
    for (String line : lines.lines().toList()) {
      String key = line.substring(0, line.indexOf('='));
      String value = line.substring(line.indexOf('=') + 1);
      switch (key) {
        case "public_key" -> {
          peerKey = value;
          created = !peers.containsKey(value);
          peer = peers.computeIfAbsent(value, k -> new ModelPeer());
        }
        case "private_key", "listen_port", "fwmark" -> {
          if (peer != null) {
            return 22;
          }
          device.put(key, value);
          device.values().removeIf(v -> v.equals(NO_KEY) || v.equals("0"));
        }
        case "replace_peers" -> peers.clear();
        case "remove" -> {
          peers.remove(peerKey);
          peer = new ModelPeer();
        }
        case "update_only" -> {
          if (created) {
            peers.remove(peerKey);
            peer = new ModelPeer();
          }
        }
        case "replace_allowed_ips" -> peer.allowedIps.clear();
        case "allowed_ip" -> {
          if (value.startsWith("-") && !removesAllowedIps) {
            return 22;
          }
          if (value.startsWith("-")) {
            peer.allowedIps.remove(value.substring(1));
          } else if (peers.get(peerKey) == peer) {
            peers.values().forEach(other -> other.allowedIps.remove(value));
            peer.allowedIps.add(value);
          }
        }
        case "preshared_key", "endpoint", "persistent_keepalive_interval" ->
          peer.fields.put(key, value);
        default -> {
          return 22;
        }
      }
    }
    return 0;
  }
}
