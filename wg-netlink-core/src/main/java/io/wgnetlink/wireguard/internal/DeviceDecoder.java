package io.wgnetlink.wireguard.internal;

import io.wgnetlink.netlink.DumpVisitor;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.DeviceVisitor;
import io.wgnetlink.wireguard.PublicKey;

/**
 * Shows the messages of a {@code WG_CMD_GET_DEVICE} dump to a visitor.
 *
 * <p>How the kernel spreads a device over messages, measured on 6.1, 6.12 and 7.2 (its
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
 *       ever: a row of messages that bring nothing new ends the dump as malformed.
 * </ul>
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
  private final byte[] lastKey = new byte[PublicKey.BYTES];

  private boolean deviceSeen;
  private boolean peerSeen;
  private int messagesWithoutNews;

  DeviceDecoder(DeviceVisitor visitor) {
    this.visitor = visitor;
  }

  @Override
  public void begin(int attempt) {
    deviceSeen = false;
    peerSeen = false;
    messagesWithoutNews = 0;
    visitor.begin(attempt);
  }

  @Override
  public void message(MessageReader message) {
    boolean complete = false;
    try {
      boolean news = showDevice(message);
      news |= showPeers();
      requireProgress(message, news);
      complete = true;
    } finally {
      device.wipe();
      if (!complete) {
        wipe(message);
      }
    }
  }

  private boolean showDevice(MessageReader message) {
    device.over(message);
    if (deviceSeen) {
      return false;
    }
    deviceSeen = true;
    visitor.device(device);
    return true;
  }

  private boolean showPeers() {
    boolean news = false;
    boolean first = true;
    device.peers(peers);
    while (peers.next()) {
      peer.inside(peers);
      peer.continuation(first && peerSeen && peer.hasPublicKey(lastKey));
      first = false;
      news |= !peer.isContinuation() || peer.hasAllowedIps();
      show();
    }
    return news;
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
