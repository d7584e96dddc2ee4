/**
 * Links and their addresses: what an interface {@linkplain io.wgnetlink.link.Link is}, how one is
 * {@linkplain io.wgnetlink.link.LinkSpec made} and {@linkplain io.wgnetlink.link.LinkChange
 * changed}, and the {@linkplain io.wgnetlink.link.IpSetting settings} of IPv4 and IPv6. Values
 * only; the client is {@code io.wgnetlink.route.RouteNetlink}.
 */
@NullMarked
package io.wgnetlink.link;

import org.jspecify.annotations.NullMarked;
