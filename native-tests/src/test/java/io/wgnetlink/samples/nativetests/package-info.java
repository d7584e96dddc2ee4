/**
 * The program {@code wgj} on real kernels: beside {@code wg}, under {@code strace}, and its demo.
 */
@NullMarked
package io.wgnetlink.samples.nativetests;

import org.jspecify.annotations.NullMarked;
