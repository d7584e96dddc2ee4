package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PublicKey;

/**
 * Shows the messages of a {@code WG_CMD_GET_DEVICE} dump to a visitor.
 *
 * <p><b>How the kernel spreads a device over messages</b>, measured on 6.1, 6.12 and 7.2 (its
 * documentation says otherwise):
 *
 * <ul>
 *   <li>The first message has the device's attributes and as many peers as fit. While the first
 *       peer is unfinished, every message repeats all of the device's attributes, the private key
 *       among them. They are shown once, and wiped from the buffer in every message.
 *   <li>A peer whose allowed IPs do not fit goes on as the first peer of the next message, with its
 *       public key and further allowed IPs, possibly none. So a first peer that has the key of the
 *       last peer of the message before is a continuation.
 *   <li>A patched kernel whose device attributes leave no room for a peer repeats one message for
 *       ever: a row of messages that begin where the one before began ends the dump as malformed.
 * </ul>
 *
 * <p><b>What an interruption cuts off.</b> The kernel keeps its peers in a list in the order of
 * their creation, writes each message under the lock that changes take, and goes on behind the last
 * peer that it had written whole. A peer that stays keeps its place in the list. So changes make a
 * dump miss a peer that was there throughout in two cases only, and either leaves a mark in the
 * message that has {@code NLM_F_DUMP_INTR}, the first one written after the change
 * ({@code drivers/net/wireguard/netlink.c}; the same on the three kernels):
 *
 * <ul>
 *   <li>The peer to go on behind is gone: the kernel ends the dump there, as if it were complete,
 *       with a message that has no list of peers at all, not even an empty one.
 *   <li>The allowed IPs of any peer changed while one peer was half written: the rest of it is left
 *       out, and it goes on without a list. If that peer itself is gone, this befalls the one after
 *       it, of which there is a public key and nothing else; that one is not shown.
 * </ul>
 *
 * <p>An interrupted dump without these marks is {@linkplain #isWhole() whole}: no snapshot, and
 * good enough for a visitor that {@linkplain DeviceVisitor#acceptsChanges() says so}.
 *
 * <p>No allocation per message, peer or allowed IP. Not thread-safe.
 */
final class DeviceDecoder implements DumpVisitor {
  /** A kernel may once send a message without news; not as often as this. */
  private static final int MAX_MESSAGES_WITHOUT_NEWS = 8;

  private final DeviceVisitor visitor;
  private final DeviceFlyweight device = new DeviceFlyweight();
  private final AttributeCursor<?> peers = AttributeCursor.ofElements();
  private final PeerFlyweight peer = new PeerFlyweight();
  private final DumpPlace place = new DumpPlace();
  private final byte[] lastKey = new byte[PublicKey.BYTES];

  private boolean deviceSeen;
  private boolean peerSeen;
  private boolean interruptionSeen;
  private boolean cutOff;
  private int messagesWithoutNews;

  DeviceDecoder(DeviceVisitor visitor) {
    this.visitor = visitor;
  }

  @Override
  public void begin(int attempt) {
    place.reset();
    deviceSeen = false;
    peerSeen = false;
    interruptionSeen = false;
    cutOff = false;
    messagesWithoutNews = 0;
    visitor.begin(attempt);
  }

  /**
   * Returns whether an interrupted attempt missed no peer that was there throughout, and nothing of
   * one. Of an interruption that came without its flag on a message nothing is known.
   */
  boolean isWhole() {
    return interruptionSeen && !cutOff;
  }

  @Override
  public boolean accepts(boolean interrupted) {
    return !interrupted || (isWhole() && visitor.acceptsChanges());
  }

  @Override
  public void message(MessageReader message) {
    boolean interrupted = message.hasFlag(MessageFlags.NLM_F_DUMP_INTR);
    boolean complete = false;
    try {
      showDevice(message);
      interruptionSeen |= interrupted;
      cutOff |= interrupted && !device.hasPeers();
      requireProgress(message, showPeers(interrupted));
      complete = true;
    } finally {
      device.wipe();
      if (!complete) {
        wipe(message);
      }
    }
  }

  private void showDevice(MessageReader message) {
    device.over(message);
    if (!deviceSeen) {
      deviceSeen = true;
      visitor.device(device);
    }
  }

  /** Returns whether the message begins elsewhere than the one before. */
  private boolean showPeers(boolean interrupted) {
    boolean news = false;
    boolean first = true;
    device.peers(peers);
    while (peers.next()) {
      peer.inside(peers);
      if (first) {
        first = false;
        news = place.moveTo(peer);
        peer.continuation(peerSeen && peer.hasPublicKey(lastKey));
        if (interrupted && isCutOff()) {
          cutOff = true;
          continue;
        }
      }
      show();
    }
    return news;
  }

  /** Returns whether the first peer of an interrupted message lacks what it should have. */
  private boolean isCutOff() {
    return !peer.hasState() && !(peer.isContinuation() && peer.hasAllowedIpList());
  }

  private void show() {
    try {
      if (!peer.isContinuation()) {
        peerSeen = true;
        peer.copyPublicKey(lastKey, 0);
      }
      visitor.peer(peer);
    } finally {
      peer.wipe();
    }
  }

  private void requireProgress(MessageReader message, boolean news) {
    messagesWithoutNews = news ? 0 : messagesWithoutNews + 1;
    if (messagesWithoutNews > MAX_MESSAGES_WITHOUT_NEWS) {
      throw new MalformedMessageException(
          message.start(),
          "the dump makes no progress: " + messagesWithoutNews + " messages without a new peer");
    }
  }

  /** Overwrites a message of which nobody knows which secrets it still holds. */
  private static void wipe(MessageReader message) {
    for (int i = message.start(); i < message.end(); i++) {
      message.buffer().put(i, (byte) 0);
    }
  }
}
