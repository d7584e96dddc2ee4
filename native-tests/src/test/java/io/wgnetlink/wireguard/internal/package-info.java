/** What benchmarks need of the library's inside. */
@NullMarked
package io.wgnetlink.wireguard.internal;

import org.jspecify.annotations.NullMarked;
