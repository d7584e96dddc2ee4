package io.wgnetlink.testkit.internal.routing;

import io.wgnetlink.link.AddressFlag;
import io.wgnetlink.link.InterfaceAddress;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.testkit.internal.Refusal;
import java.time.Duration;
import java.util.Optional;

/** What the kernel makes of the lifetimes of an address. */
final class Lifetimes {
  private Lifetimes() {}

  static void requireValid(InterfaceAddress asked) {
    Optional<Duration> valid = asked.validLifetime();
    Optional<Duration> preferred = asked.preferredLifetime();
    boolean none = valid.filter(Duration::isZero).isPresent();
    boolean tooLong =
        valid.isPresent() && (preferred.isEmpty() || preferred.get().compareTo(valid.get()) > 0);
    if (none || tooLong) {
      throw new Refusal(Errno.EINVAL, "address lifetime invalid");
    }
  }

  /** Returns flags with those that follow from the lifetimes. */
  static int flags(InterfaceAddress asked, int flags) {
    int others = flags & ~AddressFlag.PERMANENT.mask() & ~AddressFlag.DEPRECATED.mask();
    boolean deprecated = asked.preferredLifetime().filter(Duration::isZero).isPresent();
    return others
        | (asked.validLifetime().isEmpty() ? AddressFlag.PERMANENT.mask() : 0)
        | (deprecated ? AddressFlag.DEPRECATED.mask() : 0);
  }

  static void copy(InterfaceAddress asked, InterfaceAddress.Builder to) {
    Optional<Duration> preferred = asked.preferredLifetime();
    asked
        .validLifetime()
        .ifPresentOrElse(
            valid -> to.lifetimes(valid, preferred.orElse(valid)),
            () -> preferred.ifPresent(to::preferredLifetime));
  }
}
