/** The C library's system calls by JNA direct mapping: the only package that knows JNA. */
@NullMarked
package io.wgnetlink.netlink.internal.libc;

import org.jspecify.annotations.NullMarked;
