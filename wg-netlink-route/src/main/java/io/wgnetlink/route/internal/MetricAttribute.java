package io.wgnetlink.route.internal;

import static io.wgnetlink.netlink.wire.AttributeFormat.U32;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.route.RouteMetric;
import java.util.Optional;

/** Attributes nested in {@code RTA_METRICS}, {@code uapi/linux/rtnetlink.h}. */
enum MetricAttribute implements Attribute {
  /** A bit for each of the others, by its number. */
  RTAX_LOCK(1),
  RTAX_MTU(RouteMetric.MTU),
  RTAX_WINDOW(RouteMetric.WINDOW),
  RTAX_RTT(RouteMetric.RTT),
  RTAX_RTTVAR(RouteMetric.RTTVAR),
  RTAX_SSTHRESH(RouteMetric.SSTHRESH),
  RTAX_CWND(RouteMetric.CWND),
  RTAX_ADVMSS(RouteMetric.ADVMSS),
  RTAX_REORDERING(RouteMetric.REORDERING),
  RTAX_HOPLIMIT(RouteMetric.HOPLIMIT),
  RTAX_INITCWND(RouteMetric.INITCWND),
  RTAX_FEATURES(RouteMetric.FEATURES),
  RTAX_RTO_MIN(RouteMetric.RTO_MIN),
  RTAX_INITRWND(RouteMetric.INITRWND),
  RTAX_QUICKACK(RouteMetric.QUICKACK),
  /** {@code TCP_CA_NAME_MAX} is 16 with the NUL. */
  RTAX_CC_ALGO(RouteMetric.CC_ALGO.number(), AttributeFormat.string(15), Optional.empty()),
  RTAX_FASTOPEN_NO_COOKIE(RouteMetric.FASTOPEN_NO_COOKIE);

  static final AttributeTable<MetricAttribute> TABLE = AttributeTable.of(MetricAttribute.class);

  private final int type;
  private final AttributeFormat format;
  private final Optional<RouteMetric> metric;

  MetricAttribute(int type) {
    this(type, U32, Optional.empty());
  }

  MetricAttribute(RouteMetric metric) {
    this(metric.number(), U32, Optional.of(metric));
  }

  MetricAttribute(int type, AttributeFormat format, Optional<RouteMetric> metric) {
    this.type = type;
    this.format = format;
    this.metric = metric;
  }

  @Override
  public int type() {
    return type;
  }

  @Override
  public AttributeFormat format() {
    return format;
  }

  /** Returns which number it holds; empty of the locks and of a name. */
  Optional<RouteMetric> metric() {
    return metric;
  }
}
