/** Drives everything that handles keys and shows everything that it says. */
@NullMarked
package io.wgnetlink.testkit.secrets;

import org.jspecify.annotations.NullMarked;
