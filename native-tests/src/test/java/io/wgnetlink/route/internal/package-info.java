/** What the native tests need to see of the route module's inside. */
@NullMarked
package io.wgnetlink.route.internal;

import org.jspecify.annotations.NullMarked;
