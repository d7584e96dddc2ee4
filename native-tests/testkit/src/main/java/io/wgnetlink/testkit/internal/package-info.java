/** The state of the kernel in memory, and the messages that it reads and answers. */
@NullMarked
package io.wgnetlink.testkit.internal;

import org.jspecify.annotations.NullMarked;
