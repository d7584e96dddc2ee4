package io.wgnetlink.samples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.Peer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What {@code show --json} prints: one object, on one line, of interfaces by name.
 *
 * <p>Names and units are those of {@code wg-json}, a script that comes with wireguard-tools: an
 * interface has {@code privateKey}, {@code publicKey}, {@code listenPort}, {@code fwmark} and
 * {@code peers}, an object by public key, in the kernel's order; a peer has {@code presharedKey},
 * {@code endpoint}, {@code latestHandshake} (seconds since 1970), {@code transferRx} and
 * {@code transferTx} (bytes), {@code persistentKeepalive} (seconds) and {@code allowedIps}. What is
 * not set is absent, but peers, amounts and allowed IPs are always there.
 *
 * <p>Secrets are left out unless they are asked for, as {@code wg show} hides them;
 * {@code hasPresharedKey} tells in either case whether there is one, {@code publicKey} whether
 * there is a private key.
 */
final class JsonFormat {
  private final IntFunction<Optional<String>> linkNames;
  private final boolean keysShown;

  JsonFormat(IntFunction<Optional<String>> linkNames, boolean keysShown) {
    this.linkNames = linkNames;
    this.keysShown = keysShown;
  }

  /** Prints devices as one line. */
  String format(List<Device> devices) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Device device : devices) {
        json.writeObjectFieldStart(device.name().value());
        write(json, device);
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(JsonGenerator json, Device device) throws IOException {
    if (keysShown && device.privateKey().isPresent()) {
      json.writeStringField("privateKey", device.privateKey().get().toBase64());
    }
    if (device.publicKey().isPresent()) {
      json.writeStringField("publicKey", device.publicKey().get().toBase64());
    }
    if (device.listenPort() != 0) {
      json.writeNumberField("listenPort", device.listenPort());
    }
    if (device.fwmark() != 0) {
      json.writeNumberField("fwmark", Integer.toUnsignedLong(device.fwmark()));
    }
    json.writeObjectFieldStart("peers");
    for (Peer peer : device.peers()) {
      json.writeObjectFieldStart(peer.publicKey().toBase64());
      write(json, peer);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void write(JsonGenerator json, Peer peer) throws IOException {
    json.writeBooleanField("hasPresharedKey", peer.presharedKey().isPresent());
    if (keysShown && peer.presharedKey().isPresent()) {
      json.writeStringField("presharedKey", peer.presharedKey().get().toBase64());
    }
    if (peer.endpoint().isPresent()) {
      json.writeStringField("endpoint", peer.endpoint().get().format(linkNames));
    }
    if (peer.latestHandshake().isPresent()) {
      json.writeNumberField("latestHandshake", peer.latestHandshake().get().getEpochSecond());
    }
    json.writeNumberField("transferRx", unsigned(peer.rxBytes()));
    json.writeNumberField("transferTx", unsigned(peer.txBytes()));
    if (peer.persistentKeepalive().isPresent()) {
      json.writeNumberField(
          "persistentKeepalive", peer.persistentKeepalive().get().toSeconds());
    }
    json.writeArrayFieldStart("allowedIps");
    for (IpPrefix prefix : peer.allowedIps()) {
      json.writeString(prefix.toString());
    }
    json.writeEndArray();
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
