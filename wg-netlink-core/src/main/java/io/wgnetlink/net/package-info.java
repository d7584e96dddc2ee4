/**
 * Addresses, prefixes and interface names, parsed strictly and printed as the kernel's own tools
 * print them.
 */
@NullMarked
package io.wgnetlink.net;

import org.jspecify.annotations.NullMarked;
