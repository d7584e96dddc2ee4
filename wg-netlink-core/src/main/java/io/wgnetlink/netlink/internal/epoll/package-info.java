/** Netty's epoll loop watching descriptors of ours: the only package that knows Netty. */
@NullMarked
package io.wgnetlink.netlink.internal.epoll;

import org.jspecify.annotations.NullMarked;
