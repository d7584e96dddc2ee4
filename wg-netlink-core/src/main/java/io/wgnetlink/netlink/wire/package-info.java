/**
 * Bytes only: messages, attributes and the tables that describe them.
 *
 * <p>A message is a {@link io.wgnetlink.netlink.wire.MessageHeader header}, a fixed structure of
 * the protocol and a list of attributes. Which attributes a message has is said once, in an
 * {@link io.wgnetlink.netlink.wire.AttributeTable enum table} with one line an attribute; the
 * {@link io.wgnetlink.netlink.wire.MessageWriter writer}, the
 * {@link io.wgnetlink.netlink.wire.AttributeCursor cursor}, the names in extended acknowledgements
 * and debug printing all read that table. Nothing here does I/O.
 */
@NullMarked
package io.wgnetlink.netlink.wire;

import org.jspecify.annotations.NullMarked;
