package io.wgnetlink.route;

import java.time.Duration;

/**
 * What the kernel counts about a neighbour, {@code struct nda_cacheinfo} in
 * {@code uapi/linux/neighbour.h}; times in hundredths of a second. Immutable.
 *
 * @param probes how often it was asked without an answer since the last one, unsigned
 * @param confirmed how long ago it gave a sign of life
 * @param used how long ago it was used
 * @param updated how long ago its entry changed
 * @param references how many there are to the entry, unsigned
 */
public record NeighbourStatistics(
    int probes, Duration confirmed, Duration used, Duration updated, int references) {}
