/**
 * Links, addresses, routes and their events on the running kernel; the witness is {@code ip -j}.
 */
@NullMarked
package io.wgnetlink.route.nativetests;

import org.jspecify.annotations.NullMarked;
