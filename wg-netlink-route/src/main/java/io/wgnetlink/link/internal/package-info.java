/** The messages of links and addresses: attribute tables, structures, requests and replies. */
@NullMarked
package io.wgnetlink.link.internal;

import org.jspecify.annotations.NullMarked;
