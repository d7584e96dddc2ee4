package io.wgnetlink.route.internal;

import java.time.Duration;

/**
 * Times as the kernel tells them to users, {@code clock_t}: in ticks of {@code USER_HZ}, which is
 * 100 on x86, ARM and RISC-V ({@code asm-generic/param.h}).
 */
final class KernelTicks {
  private static final int PER_SECOND = 100;
  private static final int NANOS = 1_000_000_000 / PER_SECOND;

  private KernelTicks() {}

  static Duration toDuration(long ticks) {
    return Duration.ofSeconds(
        Long.divideUnsigned(ticks, PER_SECOND), Long.remainderUnsigned(ticks, PER_SECOND) * NANOS);
  }

  /** Returns whole ticks, parts of one left out. */
  static long of(Duration time) {
    return time.getSeconds() * PER_SECOND + time.getNano() / NANOS;
  }
}
