package io.wgnetlink.route.internal;

import io.wgnetlink.link.internal.Payloads;
import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.UnknownAttribute;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopGroup;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.SingleNexthop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the parts of one {@link NexthopObject}, or of a bucket, from a message. */
final class NexthopObjectReader {
  /** {@code NHA_OP_FLAG_RESP_GRP_RESVD_0}: what the kernel does not fill in a group is 0. */
  private static final int NHA_OP_FLAG_RESP_GRP_RESVD_0 = 1 << 31;

  private static final int LOW_WEIGHT = 0xff;

  private final MessageReader message;
  private final NexthopObjectMessage header;

  private int id;
  private Optional<Integer> oif = Optional.empty();
  private Optional<InetAddress> gateway = Optional.empty();
  private boolean blackhole;
  private boolean fdb;
  private int groupType;
  private Optional<List<NexthopGroupEntry>> entries = Optional.empty();
  private Optional<NexthopGroup.Resilience> resilience = Optional.empty();
  private int operationFlags;
  private final List<UnknownAttribute> others = new ArrayList<>(0);

  NexthopObjectReader(MessageReader message) {
    this.message = message;
    this.header =
        NexthopObjectMessage.decode(message.buffer(), message.payload(NexthopObjectMessage.LENGTH));
  }

  boolean isKnown() {
    AttributeCursor<NexthopAttribute> cursor = cursor();
    boolean known = family().isPresent();
    while (!known && cursor.next()) {
      known = !cursor.isUnknown() && cursor.attribute() == NexthopAttribute.NHA_GROUP;
    }
    return known;
  }

  NexthopObject read() {
    AttributeCursor<NexthopAttribute> cursor = cursor();
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        others.add(cursor.copy());
      } else {
        readAttribute(cursor);
      }
    }
    return entries.isPresent() ? group(entries.get()) : single();
  }

  private void readAttribute(AttributeCursor<NexthopAttribute> cursor) {
    switch (cursor.attribute()) {
      case NHA_ID -> id = cursor.s32();
      case NHA_OIF -> oif = Optional.of(cursor.s32());
      case NHA_GATEWAY -> gateway = Optional.of(Payloads.address(cursor, knownFamily()));
      case NHA_BLACKHOLE -> blackhole = true;
      case NHA_FDB -> fdb = true;
      case NHA_GROUP_TYPE -> groupType = cursor.u16();
      case NHA_GROUP -> entries = Optional.of(readEntries(cursor));
      case NHA_RES_GROUP -> resilience = Optional.of(readResilience(cursor));
      case NHA_OP_FLAGS -> operationFlags = cursor.s32();
      case NHA_GROUP_STATS, NHA_HW_STATS_USED, NHA_RES_BUCKET -> {
        // Counters and buckets: not part of the object.
      }
      default -> others.add(cursor.copy());
    }
  }

  private SingleNexthop single() {
    SingleNexthop.Builder single = SingleNexthop.builder(knownFamily())
        .id(id)
        .protocol(header.protocol())
        .scope(header.scope())
        .flags(header.flags());
    oif.ifPresent(single::oif);
    gateway.ifPresent(single::gateway);
    if (blackhole) {
      single.blackhole();
    }
    if (fdb) {
      single.fdb();
    }
    others.forEach(single::otherAttribute);
    return single.build();
  }

  private NexthopGroup group(List<NexthopGroupEntry> members) {
    NexthopGroup.Builder group =
        NexthopGroup.builder().id(id).protocol(header.protocol()).flags(header.flags());
    boolean isHighWeightTold = (operationFlags & NHA_OP_FLAG_RESP_GRP_RESVD_0) != 0;
    for (NexthopGroupEntry entry : members) {
      int lessOne = isHighWeightTold ? entry.weightLessOne() : entry.weightLessOne() & LOW_WEIGHT;
      if (lessOne == NexthopGroup.MAX_WEIGHT) {
        throw malformed("nexthop " + Integer.toUnsignedString(entry.id()) + " of weight 65536");
      }
      group.member(entry.id(), lessOne + 1);
    }
    resilience.ifPresent(group::resilience);
    if (fdb) {
      group.fdb();
    }
    others.forEach(group::otherAttribute);
    return group.type(groupType).build();
  }

  private static List<NexthopGroupEntry> readEntries(AttributeCursor<NexthopAttribute> cursor) {
    ByteBuffer buffer = cursor.buffer();
    int end = cursor.payload() + cursor.payloadLength();
    List<NexthopGroupEntry> entries = new ArrayList<>();
    for (int at = cursor.payload();
        at + NexthopGroupEntry.LENGTH <= end;
        at += NexthopGroupEntry.LENGTH) {
      entries.add(NexthopGroupEntry.decode(buffer, at));
    }
    return entries;
  }

  private static NexthopGroup.Resilience readResilience(AttributeCursor<?> nest) {
    int buckets = 0;
    Duration idleTimer = Duration.ZERO;
    Duration unbalancedTimer = Duration.ZERO;
    Duration unbalancedTime = Duration.ZERO;
    AttributeCursor<ResilientGroupAttribute> cursor =
        new AttributeCursor<>(ResilientGroupAttribute.TABLE).inside(nest);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NHA_RES_GROUP_BUCKETS -> buckets = cursor.u16();
        case NHA_RES_GROUP_IDLE_TIMER -> idleTimer = KernelTicks.toDuration(cursor.u32());
        case NHA_RES_GROUP_UNBALANCED_TIMER ->
          unbalancedTimer = KernelTicks.toDuration(cursor.u32());
        case NHA_RES_GROUP_UNBALANCED_TIME -> unbalancedTime = KernelTicks.toDuration(cursor.u64());
      }
    }
    return new NexthopGroup.Resilience(buckets, idleTimer, unbalancedTimer, unbalancedTime);
  }

  NexthopBucket readBucket() {
    int group = 0;
    Optional<NexthopBucket> bucket = Optional.empty();
    AttributeCursor<NexthopAttribute> cursor = cursor();
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NHA_ID -> group = cursor.s32();
        case NHA_RES_BUCKET -> bucket = Optional.of(readBucket(cursor, group));
        default -> {
          // Nothing of a bucket.
        }
      }
    }
    return bucket.orElseThrow(() -> malformed("a bucket without NHA_RES_BUCKET"));
  }

  private static NexthopBucket readBucket(AttributeCursor<?> nest, int group) {
    int index = 0;
    int nexthop = 0;
    Duration idleTime = Duration.ZERO;
    AttributeCursor<ResilientBucketAttribute> cursor =
        new AttributeCursor<>(ResilientBucketAttribute.TABLE).inside(nest);
    while (cursor.next()) {
      if (cursor.isUnknown()) {
        continue;
      }
      switch (cursor.attribute()) {
        case NHA_RES_BUCKET_INDEX -> index = cursor.u16();
        case NHA_RES_BUCKET_IDLE_TIME -> idleTime = KernelTicks.toDuration(cursor.u64());
        case NHA_RES_BUCKET_NH_ID -> nexthop = cursor.s32();
      }
    }
    return new NexthopBucket(group, index, nexthop, idleTime);
  }

  private AttributeCursor<NexthopAttribute> cursor() {
    return new AttributeCursor<>(NexthopAttribute.TABLE).over(message, NexthopObjectMessage.LENGTH);
  }

  private AddressFamily knownFamily() {
    return family().orElseThrow(() -> malformed("a nexthop of family " + header.family()));
  }

  private Optional<AddressFamily> family() {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number() == header.family()) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  private MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(message.start(), reason);
  }
}
