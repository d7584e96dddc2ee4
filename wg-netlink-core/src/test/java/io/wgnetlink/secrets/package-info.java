/** Keys that tests know, and the net that catches them wherever they should not be. */
@NullMarked
package io.wgnetlink.secrets;

import org.jspecify.annotations.NullMarked;
