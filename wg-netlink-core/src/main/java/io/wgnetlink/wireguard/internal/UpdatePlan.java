package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of an update go into which message.
 *
 * <p>A message is filled up to 32 KiB: larger ones gain nothing (10,000 peers: 27.8 s in messages
 * of 4 KiB, 10.0 s of 32 KiB, 9.5 s of 64 KiB, measured under emulation), hold the kernel's RTNL
 * lock longer, and end at the 65,535 bytes of a nested attribute. The device's attributes go into
 * the first message only; repeating the fwmark would make the kernel walk all peers each time.
 *
 * <p>A peer is kept in one message where it fits, so that replacing its allowed IPs is over as soon
 * as can be. A larger one is continued in the next messages with {@code UPDATE_ONLY}, which does
 * not create a peer that somebody removed in between, and without {@code REPLACE_ALLOWEDIPS}, which
 * would take back what the messages before have set.
 *
 * @param packs the messages, at least one
 */
record UpdatePlan(List<Pack> packs) {
  static final int MAX_MESSAGE_BYTES = 32 * 1024;

  /** {@code struct nlattr}. */
  private static final int ATTRIBUTE = 4;

  private static final int KEY = attribute(32);
  private static final int NUMBER = attribute(4);

  /**
   * One message.
   *
   * @param first whether the device's attributes are in it
   * @param slices its peers, in order
   */
  record Pack(boolean first, List<Slice> slices) {}

  /**
   * A peer, or the part of it that is in one message.
   *
   * @param peer the position of the peer in the update
   * @param from the position of the first of its allowed IPs here
   * @param to the position after the last
   */
  record Slice(int peer, int from, int to) {
    /** Returns whether the peer began in a message before. */
    boolean isContinuation() {
      return from > 0;
    }
  }

  static UpdatePlan of(DeviceUpdate update) {
    return of(update, MAX_MESSAGE_BYTES);
  }

  /** Plans messages of at most this many bytes, headers included; 512 is the least. */
  static UpdatePlan of(DeviceUpdate update, int maxMessageBytes) {
    return new Planner(update, maxMessageBytes).plan();
  }

  private static int attribute(int payload) {
    return ATTRIBUTE + (payload + 3) / 4 * 4;
  }

  private static int nameBytes(DeviceUpdate update) {
    return attribute(update.name().value().getBytes(StandardCharsets.UTF_8).length + 1);
  }

  private static int deviceBytes(DeviceUpdate update) {
    boolean key = update.privateKey().isPresent() || update.privateKeyRemoved();
    return (key ? KEY : 0)
        + (update.listenPort().isPresent() ? NUMBER : 0)
        + (update.fwmark().isPresent() ? NUMBER : 0)
        + (update.peersReplaced() ? NUMBER : 0);
  }

  /** Returns the bytes of a peer before its allowed IPs, the header of their list included. */
  private static int headBytes(PeerUpdate peer, boolean continuation) {
    int always = ATTRIBUTE + KEY + NUMBER + ATTRIBUTE;
    if (continuation) {
      return always;
    }
    boolean secret = peer.presharedKey().isPresent() || peer.presharedKeyRemoved();
    return always
        + (secret ? KEY : 0)
        + (peer.persistentKeepalive().isPresent() ? NUMBER : 0)
        + peer.endpoint().map(UpdatePlan::endpointBytes).orElse(0);
  }

  private static int endpointBytes(Endpoint endpoint) {
    return attribute(
        endpoint.family() == AddressFamily.IPV4
            ? Ipv4SocketAddress.LENGTH
            : Ipv6SocketAddress.LENGTH);
  }

  private static int allowedIpBytes(IpPrefix prefix) {
    return ATTRIBUTE + NUMBER + attribute(prefix.family().bytes()) + NUMBER;
  }

  /** Fills one message after another. */
  private static final class Planner {
    private final DeviceUpdate update;
    private final int maxBytes;
    private final List<Pack> packs = new ArrayList<>();
    private List<Slice> slices = new ArrayList<>();
    private int used;

    Planner(DeviceUpdate update, int maxBytes) {
      this.update = update;
      this.maxBytes = maxBytes;
      this.used = emptyBytes() + deviceBytes(update);
    }

    /** Returns the bytes of a message without device attributes and peers. */
    private int emptyBytes() {
      return MessageHeader.LENGTH + GenericHeader.LENGTH + nameBytes(update) + ATTRIBUTE;
    }

    UpdatePlan plan() {
      for (int i = 0; i < update.peers().size(); i++) {
        add(i, update.peers().get(i));
      }
      if (!slices.isEmpty() || packs.isEmpty()) {
        finishPack();
      }
      return new UpdatePlan(packs);
    }

    private void add(int index, PeerUpdate peer) {
      List<IpPrefix> ips = peer.allowedIps();
      int whole = headBytes(peer, false);
      for (IpPrefix ip : ips) {
        whole += allowedIpBytes(ip);
      }
      if (used + whole > maxBytes && !slices.isEmpty()) {
        finishPack();
      }
      int from = 0;
      do {
        from = addSlice(index, peer, from);
        if (from < ips.size()) {
          finishPack();
        }
      } while (from < ips.size());
    }

    private int addSlice(int index, PeerUpdate peer, int from) {
      List<IpPrefix> ips = peer.allowedIps();
      used += headBytes(peer, from > 0);
      int to = from;
      while (to < ips.size() && used + allowedIpBytes(ips.get(to)) <= maxBytes) {
        used += allowedIpBytes(ips.get(to));
        to++;
      }
      slices.add(new Slice(index, from, to));
      return to;
    }

    private void finishPack() {
      packs.add(new Pack(packs.isEmpty(), List.copyOf(slices)));
      slices = new ArrayList<>();
      used = emptyBytes();
    }
  }
}
