package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PartialUpdateException.Progress;
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

  /** A dummy peer without its allowed IPs, and its removal. */
  private static final int DUMMY = 2 * (ATTRIBUTE + KEY) + ATTRIBUTE + NUMBER;

  /**
   * One message.
   *
   * @param first whether the device's attributes are in it
   * @param slices its peers, in order
   * @param discarded which allowed IPs a dummy peer takes away in the end
   */
  record Pack(boolean first, List<Slice> slices, List<Slice> discarded) {
    private List<Slice> all() {
      List<Slice> all = new ArrayList<>(slices);
      all.addAll(discarded);
      return all;
    }
  }

  /**
   * A peer, or the part of it that is in one message. Its allowed IPs are counted from those that
   * are added on to those that are removed.
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

  /** Plans the messages of an update. */
  static UpdatePlan of(DeviceUpdate update, Removal removal) {
    return of(update, removal, MAX_MESSAGE_BYTES);
  }

  /** Plans messages of at most this many bytes, headers included; 512 is the least. */
  static UpdatePlan of(DeviceUpdate update, Removal removal, int maxMessageBytes) {
    return new Planner(update, removal, maxMessageBytes).plan();
  }

  /** Returns the allowed IP at a position, of those that are added and then those removed. */
  static IpPrefix allowedIp(PeerUpdate peer, int position) {
    int added = peer.allowedIps().size();
    return position < added
        ? peer.allowedIps().get(position)
        : peer.allowedIpsRemoved().get(position - added);
  }

  /** Returns what became of the update when a message failed. */
  Progress progress(DeviceUpdate update, int failed) {
    List<PeerUpdate> peers = update.peers();
    int[] first = new int[peers.size()];
    int[] last = new int[peers.size()];
    for (int i = packs.size() - 1; i >= 0; i--) {
      for (Slice slice : packs.get(i).all()) {
        first[slice.peer()] = i;
        last[slice.peer()] = Math.max(last[slice.peer()], i);
      }
    }
    List<PeerUpdate> applied = new ArrayList<>();
    List<PeerUpdate> uncertain = new ArrayList<>();
    List<PeerUpdate> unsent = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      List<PeerUpdate> kind = last[i] < failed ? applied : first[i] > failed ? unsent : uncertain;
      kind.add(peers.get(i));
    }
    return new Progress(packs.size(), failed, applied, uncertain, unsent);
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
    private final Removal removal;
    private final int maxBytes;
    private final List<Pack> packs = new ArrayList<>();
    private List<Slice> slices = new ArrayList<>();
    private List<Slice> discarded = new ArrayList<>();
    private int used;

    /** What is to be discarded before the next peer is removed. */
    private final List<Slice> pending = new ArrayList<>();

    Planner(DeviceUpdate update, Removal removal, int maxBytes) {
      this.update = update;
      this.removal = removal;
      this.maxBytes = maxBytes;
      this.used = emptyBytes() + deviceBytes(update);
    }

    /** Returns the bytes of a message without device attributes and peers. */
    private int emptyBytes() {
      return MessageHeader.LENGTH + GenericHeader.LENGTH + nameBytes(update) + ATTRIBUTE;
    }

    UpdatePlan plan() {
      for (int i = 0; i < update.peers().size(); i++) {
        PeerUpdate peer = update.peers().get(i);
        if (peer.removed()) {
          discardPending();
        }
        add(i, peer);
      }
      discardPending();
      if (!slices.isEmpty() || packs.isEmpty()) {
        finishPack();
      }
      return new UpdatePlan(packs);
    }

    private void add(int index, PeerUpdate peer) {
      int added = peer.allowedIps().size();
      int all = added + peer.allowedIpsRemoved().size();
      int count = removal == Removal.FLAG ? all : added;
      if (used + headBytes(peer, false) + bytes(peer, 0, count) > maxBytes && !slices.isEmpty()) {
        finishPack();
      }
      int from = 0;
      do {
        used += headBytes(peer, from > 0);
        int to = fill(peer, from, count);
        slices.add(new Slice(index, from, to));
        if (to < count) {
          finishPack();
        }
        from = to;
      } while (from < count);
      if (count < all) {
        pending.add(new Slice(index, count, all));
      }
    }

    private int bytes(PeerUpdate peer, int from, int to) {
      int bytes = 0;
      for (int i = from; i < to; i++) {
        bytes += bytes(peer, i);
      }
      return bytes;
    }

    private int bytes(PeerUpdate peer, int position) {
      boolean flagged = removal == Removal.FLAG && position >= peer.allowedIps().size();
      return allowedIpBytes(allowedIp(peer, position)) + (flagged ? NUMBER : 0);
    }

    /** Takes as many allowed IPs into the message as there is room for; returns where it ended. */
    private int fill(PeerUpdate peer, int from, int count) {
      int to = from;
      while (to < count && used + bytes(peer, to) <= maxBytes) {
        used += bytes(peer, to);
        to++;
      }
      return to;
    }

    private void discardPending() {
      for (Slice slice : pending) {
        PeerUpdate peer = update.peers().get(slice.peer());
        int from = slice.from();
        while (from < slice.to()) {
          from = discard(slice.peer(), peer, from, slice.to());
        }
      }
      pending.clear();
      if (!discarded.isEmpty()) {
        finishPack();
      }
    }

    private int discard(int index, PeerUpdate peer, int from, int count) {
      int dummy = discarded.isEmpty() ? DUMMY : 0;
      if (used + dummy + bytes(peer, from) > maxBytes) {
        finishPack();
        dummy = DUMMY;
      }
      used += dummy;
      int to = fill(peer, from, count);
      discarded.add(new Slice(index, from, to));
      return to;
    }

    private void finishPack() {
      packs.add(new Pack(packs.isEmpty(), List.copyOf(slices), List.copyOf(discarded)));
      slices = new ArrayList<>();
      discarded = new ArrayList<>();
      used = emptyBytes();
    }
  }
}
