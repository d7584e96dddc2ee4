package io.wgnetlink.route;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a route says about the packets and connections that use it. Immutable.
 *
 * <pre>{@code
 * RouteMetrics metrics = RouteMetrics.builder()
 *     .set(RouteMetric.MTU, 1380)
 *     .lock(RouteMetric.MTU)
 *     .congestionControl("bbr")
 *     .build();
 * }</pre>
 *
 * @param values the numbers, unsigned; a 0 is left out, as the kernel does
 * @param congestionControl the congestion control algorithm, 1 to 15 printable ASCII characters;
 *     the kernel must have it (EINVAL), and loads its module
 * @param locks which may not be changed by what is learnt, bits as in {@link RouteMetric#mask}
 * @param otherAttributes metrics that have no name here; they are sent along
 */
public record RouteMetrics(
    Map<RouteMetric, Integer> values,
    Optional<String> congestionControl,
    int locks,
    List<UnknownAttribute> otherAttributes) {

  /** No metrics. */
  public static final RouteMetrics NONE =
      new RouteMetrics(Map.of(), Optional.empty(), 0, List.of());

  /** {@code RTAX_FEATURE_ECN}: explicit congestion notification. */
  public static final int FEATURE_ECN = 0x1;

  /** {@code RTAX_FEATURE_TCP_USEC_TS}: TCP timestamps in microseconds (Linux 6.7). */
  public static final int FEATURE_TCP_USEC_TS = 0x10;

  /** {@code TCP_CA_NAME_MAX}, {@code include/net/tcp.h}, less the NUL. */
  private static final int MOST_LETTERS = 15;

  private static final int RTT_PER_MILLI = 8;
  private static final int RTTVAR_PER_MILLI = 4;
  private static final int RTO_PER_MILLI = 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  public RouteMetrics {
    if (values.containsKey(RouteMetric.CC_ALGO)) {
      throw new IllegalArgumentException("the congestion control is a name, not a number");
    }
    congestionControl.ifPresent(RouteMetrics::requireName);
    Map<RouteMetric, Integer> kept = new EnumMap<>(RouteMetric.class);
    values.forEach((metric, value) -> {
      if (value != 0) {
        kept.put(metric, value);
      }
    });
    values = kept.isEmpty() ? Map.of() : Collections.unmodifiableMap(kept);
    otherAttributes = List.copyOf(otherAttributes);
  }

  private static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a congestion control has a name of 1 to " + MOST_LETTERS + " printable letters");
    }
  }

  /** Returns whether a text can be the name of a congestion control algorithm. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MOST_LETTERS
        && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
  }

  /** Returns whether nothing is said. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Returns a number, unsigned; empty when nothing is said. */
  public Optional<Integer> get(RouteMetric metric) {
    return Optional.ofNullable(values.get(metric));
  }

  /** Returns whether what is learnt may not change this metric. */
  public boolean isLocked(RouteMetric metric) {
    return (locks & metric.mask()) != 0;
  }

  /** Returns {@link RouteMetric#RTT} as a time. */
  public Optional<Duration> rtt() {
    return time(RouteMetric.RTT, RTT_PER_MILLI);
  }

  /** Returns {@link RouteMetric#RTTVAR} as a time. */
  public Optional<Duration> rttVariance() {
    return time(RouteMetric.RTTVAR, RTTVAR_PER_MILLI);
  }

  /** Returns {@link RouteMetric#RTO_MIN} as a time. */
  public Optional<Duration> minimumRto() {
    return time(RouteMetric.RTO_MIN, RTO_PER_MILLI);
  }

  private Optional<Duration> time(RouteMetric metric, int perMilli) {
    return get(metric)
        .map(value ->
            Duration.ofNanos(Integer.toUnsignedLong(value) * (NANOS_PER_MILLI / perMilli)));
  }

  /** Starts metrics that say nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts metrics that are like these unless said otherwise. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.values.putAll(values);
    builder.congestionControl = congestionControl;
    builder.locks = locks;
    builder.otherAttributes.addAll(otherAttributes);
    return builder;
  }

  /** Collects metrics. Not thread-safe. */
  public static final class Builder {
    private final Map<RouteMetric, Integer> values = new EnumMap<>(RouteMetric.class);
    private Optional<String> congestionControl = Optional.empty();
    private int locks;
    private final List<UnknownAttribute> otherAttributes = new ArrayList<>();

    private Builder() {}

    /** Sets a number, unsigned; 0 takes it away. */
    public Builder set(RouteMetric metric, int value) {
      values.put(metric, value);
      return this;
    }

    /** Lets nothing that is learnt change a metric. */
    public Builder lock(RouteMetric metric) {
      locks |= metric.mask();
      return this;
    }

    /** Sets all locks at once, as bits. */
    public Builder locks(int bits) {
      locks = bits;
      return this;
    }

    public Builder congestionControl(String name) {
      congestionControl = Optional.of(name);
      return this;
    }

    /** Sets the round trip, parts of an eighth of a millisecond left out. */
    public Builder rtt(Duration time) {
      return set(RouteMetric.RTT, count(time, RTT_PER_MILLI));
    }

    /** Sets the round trip's variance, parts of a quarter of a millisecond left out. */
    public Builder rttVariance(Duration time) {
      return set(RouteMetric.RTTVAR, count(time, RTTVAR_PER_MILLI));
    }

    /** Sets the shortest retransmission timeout, parts of a millisecond left out, and locks it. */
    public Builder minimumRto(Duration time) {
      return set(RouteMetric.RTO_MIN, count(time, RTO_PER_MILLI)).lock(RouteMetric.RTO_MIN);
    }

    private static int count(Duration time, int perMilli) {
      Duration unit = Duration.ofNanos(NANOS_PER_MILLI / perMilli);
      if (time.isNegative() || time.compareTo(unit.multipliedBy(1L << 32)) >= 0) {
        throw new IllegalArgumentException("time " + time + " does not fit into 32 bits");
      }
      return (int) time.dividedBy(unit);
    }

    public Builder otherAttribute(UnknownAttribute attribute) {
      otherAttributes.add(attribute);
      return this;
    }

    public RouteMetrics build() {
      return new RouteMetrics(values, congestionControl, locks, otherAttributes);
    }
  }

  /** Returns the metrics in the words of {@code ip route}, but numbers as the kernel has them. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (RouteMetric metric : RouteMetric.values()) {
      Optional<String> value = metric == RouteMetric.CC_ALGO
          ? congestionControl
          : get(metric).map(Integer::toUnsignedString);
      if (value.isPresent() || isLocked(metric)) {
        text.append(text.isEmpty() ? "" : " ").append(metric);
        text.append(isLocked(metric) ? " lock " : " ").append(value.orElse("0"));
      }
    }
    return text.toString();
  }
}
