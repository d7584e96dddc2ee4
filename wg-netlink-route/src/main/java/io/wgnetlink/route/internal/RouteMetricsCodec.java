package io.wgnetlink.route.internal;

import static io.wgnetlink.route.internal.RouteAttribute.RTA_METRICS;

import io.wgnetlink.link.internal.KeptAttribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MessageWriter;
import io.wgnetlink.route.RouteMetric;
import io.wgnetlink.route.RouteMetrics;
import java.util.Optional;

/** Codec of {@code RTA_METRICS}. */
public final class RouteMetricsCodec {
  private RouteMetricsCodec() {}

  /** Writes the attribute, in the order of the numbers; nothing when there are no metrics. */
  public static void encode(MessageWriter w, RouteMetrics metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    w.open(RTA_METRICS);
    if (metrics.locks() != 0) {
      w.putU32(MetricAttribute.RTAX_LOCK, metrics.locks());
    }
    for (MetricAttribute attribute : MetricAttribute.values()) {
      if (attribute == MetricAttribute.RTAX_CC_ALGO) {
        metrics.congestionControl().ifPresent(name -> w.putString(attribute, name));
      } else {
        attribute.metric().flatMap(metrics::get).ifPresent(value -> w.putU32(attribute, value));
      }
    }
    metrics.otherAttributes().forEach(kept -> w.putBytes(new KeptAttribute(kept), kept.payload()));
    w.close();
  }

  /** Reads the current attribute. */
  static RouteMetrics decode(AttributeCursor<RouteAttribute> nest) {
    RouteMetrics.Builder metrics = RouteMetrics.builder();
    AttributeCursor<MetricAttribute> cursor =
        new AttributeCursor<>(MetricAttribute.TABLE).inside(nest);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        metrics.otherAttribute(cursor.copy());
        continue;
      }
      Optional<RouteMetric> metric = cursor.attribute().metric();
      if (metric.isPresent()) {
        metrics.set(metric.get(), cursor.s32());
      } else if (cursor.attribute() == MetricAttribute.RTAX_LOCK) {
        metrics.locks(cursor.s32());
      } else if (RouteMetrics.isName(cursor.string())) {
        metrics.congestionControl(cursor.string());
      } else {
        metrics.otherAttribute(cursor.copy());
      }
    }
    return metrics.build();
  }
}
