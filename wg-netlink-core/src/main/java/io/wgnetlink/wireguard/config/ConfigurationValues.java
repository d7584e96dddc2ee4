package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.EndpointName;
import java.time.Duration;
import java.util.List;

/**
 * The spellings of single values, as {@code wg} reads them in a file and in the arguments of
 * {@code wg set}. White space must have been removed.
 *
 * <p>All methods are stateless, and throw {@link ConfigurationException} without a place.
 */
public final class ConfigurationValues {
  private ConfigurationValues() {}

  /** Parses a port, 0 to 65535. */
  public static int port(String text) {
    throw new UnsupportedOperationException();
  }

  /** Parses {@code off}, a decimal number, or a hexadecimal one after {@code 0x}, of 32 bits. */
  public static int fwmark(String text) {
    throw new UnsupportedOperationException();
  }

  /** Parses {@code off}, which is zero, or 0 to 65535 seconds. */
  public static Duration persistentKeepalive(String text) {
    throw new UnsupportedOperationException();
  }

  /** Parses entries separated by commas; the empty text has none. */
  public static List<AllowedIpEdit> allowedIps(String text) {
    throw new UnsupportedOperationException();
  }

  /** Parses {@code HOST:PORT}, without looking a name up. */
  public static EndpointName endpoint(String text) {
    throw new UnsupportedOperationException();
  }
}
