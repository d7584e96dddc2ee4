/**
 * The pure state machine: evidence and time in, actions out; no clock, no thread, no system call.
 * Start at {@link io.wgnetlink.failover.engine.FailoverEngine}.
 */
@NullMarked
package io.wgnetlink.failover.engine;

import org.jspecify.annotations.NullMarked;
