/** The messages of nf_tables, and the client that talks to the kernel. */
@NullMarked
package io.wgnetlink.nftables.internal;

import org.jspecify.annotations.NullMarked;
