/**
 * Generic netlink: families found by name, with their multicast groups, and their message header.
 */
@NullMarked
package io.wgnetlink.netlink.generic;

import org.jspecify.annotations.NullMarked;
