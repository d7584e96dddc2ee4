/** The real kernel held to the same suite as the one in memory, and both to each other. */
@NullMarked
package io.wgnetlink.testkit.nativetests;

import org.jspecify.annotations.NullMarked;
