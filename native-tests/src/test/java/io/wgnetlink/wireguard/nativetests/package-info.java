/** Reading and changing WireGuard devices of real kernels, with {@code wg} as the witness. */
@NullMarked
package io.wgnetlink.wireguard.nativetests;

import org.jspecify.annotations.NullMarked;
