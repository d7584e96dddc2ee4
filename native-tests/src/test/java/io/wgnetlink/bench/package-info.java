/**
 * The benchmarks: programs that print ratios. Nothing here is run by the build;
 * {@code native-tests/bench} runs it.
 */
@NullMarked
package io.wgnetlink.bench;

import org.jspecify.annotations.NullMarked;
