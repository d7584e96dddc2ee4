/**
 * Configuration files of {@code wg} and {@code wg-quick}: read one as a
 * {@link io.wgnetlink.wireguard.config.ConfigurationDocument}, take its values as a
 * {@link io.wgnetlink.wireguard.config.Configuration}, and make of it an update for a device.
 */
@NullMarked
package io.wgnetlink.wireguard.config;

import org.jspecify.annotations.NullMarked;
