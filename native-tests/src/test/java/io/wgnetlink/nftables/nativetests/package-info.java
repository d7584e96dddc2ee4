/** The nftables package on real kernels. */
@NullMarked
package io.wgnetlink.nftables.nativetests;

import org.jspecify.annotations.NullMarked;
