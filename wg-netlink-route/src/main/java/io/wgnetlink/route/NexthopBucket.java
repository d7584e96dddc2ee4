package io.wgnetlink.route;

import java.time.Duration;

/**
 * A bucket of a resilient group: the flows that fall into it go by one nexthop. Immutable.
 *
 * @param group the number of the group, unsigned
 * @param index which of the group's buckets it is, from 0 on
 * @param nexthop the number of the nexthop object, unsigned
 * @param idleTime how long nothing was sent by it, in hundredths of a second
 */
public record NexthopBucket(int group, int index, int nexthop, Duration idleTime) {}
