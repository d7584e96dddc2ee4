package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.generic.GenericHeader;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.wireguard.DeviceView;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The attributes of a device in one message, read where they are. */
final class DeviceFlyweight implements DeviceView {
  private static final int ABSENT = -1;
  private static final int KEY_BYTES = 32;

  private final AttributeCursor<WgDeviceAttribute> fields =
      new AttributeCursor<>(WgDeviceAttribute.TABLE);

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int from;
  private int to;
  private int index;
  private int nameFrom;
  private int nameLength;
  private int privateKeyAt;
  private int publicKeyAt;
  private int listenPort;
  private int fwmark;
  private int peersFrom;
  private int peersTo;

  /** Positions the view over a message. */
  DeviceFlyweight over(MessageReader message) {
    forget();
    buffer = message.buffer();
    from = message.payload(GenericHeader.LENGTH) + GenericHeader.LENGTH;
    to = message.end();
    fields.over(buffer, from, to);
    while (fields.next()) {
      if (!fields.isUnknown()) {
        take(fields.attribute());
      }
    }
    return this;
  }

  private void forget() {
    index = 0;
    nameFrom = ABSENT;
    nameLength = 0;
    privateKeyAt = ABSENT;
    publicKeyAt = ABSENT;
    listenPort = 0;
    fwmark = 0;
    peersFrom = ABSENT;
    peersTo = ABSENT;
  }

  private void take(WgDeviceAttribute attribute) {
    switch (attribute) {
      case WGDEVICE_A_IFINDEX -> index = fields.s32();
      case WGDEVICE_A_IFNAME -> {
        nameFrom = fields.payload();
        nameLength = fields.payloadLength();
      }
      case WGDEVICE_A_PRIVATE_KEY -> {
        wipe(); // an earlier one in the same message
        privateKeyAt = fields.payload();
      }
      case WGDEVICE_A_PUBLIC_KEY -> publicKeyAt = fields.payload();
      case WGDEVICE_A_LISTEN_PORT -> listenPort = fields.u16();
      case WGDEVICE_A_FWMARK -> fwmark = fields.s32();
      case WGDEVICE_A_PEERS -> takePeers();
      case WGDEVICE_A_FLAGS -> {}
    }
  }

  /** Returns whether the message has a list of peers, be it empty. */
  boolean hasPeers() {
    return peersFrom != ABSENT;
  }

  private void takePeers() {
    if (peersFrom != ABSENT) {
      throw new MalformedMessageException(fields.payload(), "WGDEVICE_A_PEERS twice");
    }
    peersFrom = fields.payload();
    peersTo = peersFrom + fields.payloadLength();
  }

  /** Positions a cursor before the first peer of the message. */
  void peers(AttributeCursor<?> list) {
    list.over(buffer, peersFrom, peersTo);
  }

  /** Overwrites the private key in the buffer. */
  void wipe() {
    if (privateKeyAt != ABSENT) {
      for (int i = 0; i < KEY_BYTES; i++) {
        buffer.put(privateKeyAt + i, (byte) 0);
      }
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public InterfaceName name() {
    if (nameFrom == ABSENT) {
      throw new MalformedMessageException(from, "device without WGDEVICE_A_IFNAME");
    }
    int length = 0;
    while (length < nameLength && buffer.get(nameFrom + length) != 0) {
      length++;
    }
    byte[] text = new byte[length];
    buffer.get(nameFrom, text);
    try {
      return InterfaceName.of(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(nameFrom, "WGDEVICE_A_IFNAME: " + e.getMessage());
    }
  }

  @Override
  public Optional<PrivateKey> privateKey() {
    if (privateKeyAt == ABSENT) {
      return Optional.empty();
    }
    byte[] bytes = keyAt(privateKeyAt);
    PrivateKey key = PrivateKey.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return key.isZero() ? Optional.empty() : Optional.of(key);
  }

  @Override
  public Optional<PublicKey> publicKey() {
    return publicKeyAt == ABSENT ? Optional.empty() : Optional.of(PublicKey.of(keyAt(publicKeyAt)));
  }

  private byte[] keyAt(int at) {
    byte[] bytes = new byte[KEY_BYTES];
    buffer.get(at, bytes);
    return bytes;
  }

  @Override
  public int listenPort() {
    return listenPort;
  }

  @Override
  public int fwmark() {
    return fwmark;
  }

  @Override
  public List<UnknownAttribute> unknownAttributes() {
    List<UnknownAttribute> unknown = new ArrayList<>();
    fields.over(buffer, from, to);
    while (fields.next()) {
      if (fields.isUnknown() && fields.type() != 0) {
        unknown.add(fields.copy());
      }
    }
    return unknown;
  }
}
