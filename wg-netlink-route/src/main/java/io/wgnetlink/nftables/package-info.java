/**
 * Tables, base chains, rules and sets of nf_tables, changed by batches that the kernel carries out
 * all or none: {@link io.wgnetlink.nftables.Nftables} writes and reads those of one network
 * namespace.
 */
@NullMarked
package io.wgnetlink.nftables;

import org.jspecify.annotations.NullMarked;
