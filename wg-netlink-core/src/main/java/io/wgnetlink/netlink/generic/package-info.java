/**
 * Generic netlink: families found by name, with their multicast groups, their message header, and
 * what a kernel accepts in their messages.
 */
@NullMarked
package io.wgnetlink.netlink.generic;

import org.jspecify.annotations.NullMarked;
