package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An address that a link has. Immutable; each is another one.
 *
 * <p>Lifetimes are counted from when they were set.
 */
final class Held {
  private final InterfaceAddress address;
  private final Instant since;

  Held(InterfaceAddress address, Instant since) {
    this.address = address;
    this.since = since;
  }

  InterfaceAddress address() {
    return address;
  }

  Held withFlags(int flags) {
    return new Held(address.toBuilder().flagBits(flags).build(), since);
  }

  boolean has(AddressFlag flag) {
    return address.has(flag);
  }

  boolean hasExpired(Instant now) {
    return address
        .validLifetime()
        .filter(time -> !since.plus(time).isAfter(now))
        .isPresent();
  }

  /** Returns the address with what is left of its lifetimes. */
  InterfaceAddress at(Instant now) {
    if (address.validLifetime().isEmpty() && address.preferredLifetime().isEmpty()) {
      return address;
    }
    InterfaceAddress.Builder told = address.toBuilder().forEver();
    Optional<Duration> preferred = address.preferredLifetime().map(time -> left(time, now));
    address
        .validLifetime()
        .map(time -> left(time, now))
        .ifPresentOrElse(
            valid -> told.lifetimes(valid, preferred.orElse(valid)),
            () -> preferred.ifPresent(told::preferredLifetime));
    if (preferred.filter(Duration::isZero).isPresent()) {
      told.flag(AddressFlag.DEPRECATED);
    }
    return told.build();
  }

  private Duration left(Duration time, Instant now) {
    Duration left = Duration.between(now, since.plus(time));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
