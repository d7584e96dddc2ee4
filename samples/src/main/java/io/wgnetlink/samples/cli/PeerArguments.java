package io.wgnetlink.samples.cli;

import io.wgnetlink.net.IpPrefix;
import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.PeerUpdate;
import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PublicKey;
import io.wgnetlink.wireguard.config.AllowedIpEdit;
import io.wgnetlink.wireguard.config.AllowedIpEdit.Sign;
import io.wgnetlink.wireguard.config.ConfigurationValues;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one {@code peer} of {@code wg set} is to become; what is said twice counts as said last. */
final class PeerArguments implements AutoCloseable {
  private final PublicKey publicKey;
  private boolean removed;
  private boolean presharedKeyNamed;
  private Optional<PresharedKey> presharedKey = Optional.empty();
  private @Nullable Endpoint endpoint;
  private @Nullable Duration persistentKeepalive;
  private boolean allowedIpsReplaced;

  /** In the order in which they were last named; true for those to add. */
  private final Map<IpPrefix, Boolean> allowedIps = new LinkedHashMap<>();

  PeerArguments(PublicKey publicKey) {
    this.publicKey = publicKey;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  void remove() {
    removed = true;
  }

  boolean isRemoved() {
    return removed;
  }

  /** Sets the preshared key; empty, or a key of zeros, removes it. */
  void presharedKey(Optional<PresharedKey> key) {
    close();
    presharedKeyNamed = true;
    presharedKey = key.filter(given -> !given.isZero());
  }

  void endpoint(Endpoint where) {
    endpoint = where;
  }

  void persistentKeepalive(Duration interval) {
    persistentKeepalive = interval;
  }

  /**
   * Reads a list of allowed IPs. It replaces those that the peer has, unless an entry has a sign:
   * then those with {@code -} are removed and all others added.
   */
  void allowedIps(String list, Consumer<String> warnings) throws RefusedInputException {
    String entries = list.replaceAll("[ \t-\r]", "");
    allowedIpsReplaced = true;
    if (entries.isEmpty()) {
      return;
    }
    for (String entry : entries.split(",", -1)) {
      AllowedIpEdit edit = allowedIp(entry);
      allowedIpsReplaced &= edit.sign() == Sign.NONE;
      if (edit.hasHostBits()) {
        warnings.accept("Warning: AllowedIP has nonzero host part: "
            + (edit.sign() == Sign.NONE ? entry : entry.substring(1)));
      }
      allowedIps.remove(edit.prefix());
      allowedIps.put(edit.prefix(), edit.sign() != Sign.REMOVE);
    }
  }

  private static AllowedIpEdit allowedIp(String entry) throws RefusedInputException {
    if (entry.isEmpty()) {
      throw new RefusedInputException("Unable to parse IP address: `'");
    }
    return WgWords.read(entry, ConfigurationValues::allowedIps).get(0);
  }

  /**
   * Takes out what a later peer gets as well, and notes what this one gets: of several peers that
   * are given one prefix the kernel leaves it to the last.
   */
  void leaveToLaterPeers(Map<IpPrefix, PublicKey> holders) {
    if (removed) {
      return;
    }
    allowedIps.entrySet().removeIf(allowedIp -> {
      if (!allowedIp.getValue()) {
        return false;
      }
      PublicKey holder = holders.putIfAbsent(allowedIp.getKey(), publicKey);
      return holder != null && !holder.equals(publicKey);
    });
  }

  /** Returns the change; of a peer that is removed nothing else counts. */
  PeerUpdate toUpdate() {
    if (removed) {
      return PeerUpdate.remove(publicKey);
    }
    PeerUpdate.Builder update = PeerUpdate.of(publicKey);
    if (presharedKeyNamed) {
      presharedKey.ifPresentOrElse(update::presharedKey, update::removePresharedKey);
    }
    if (endpoint != null) {
      update.endpoint(endpoint);
    }
    if (persistentKeepalive != null) {
      update.persistentKeepalive(persistentKeepalive);
    }
    if (allowedIpsReplaced) {
      update.replaceAllowedIps();
    }
    allowedIps.forEach((prefix, added) -> {
      if (added) {
        update.allowedIp(prefix);
      } else if (!allowedIpsReplaced) {
        update.removeAllowedIp(prefix);
      }
    });
    return update.build();
  }

  /** Wipes the preshared key. */
  @Override
  public void close() {
    presharedKey.ifPresent(PresharedKey::close);
  }
}
