package io.wgnetlink.samples.cli;

import io.wgnetlink.wireguard.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An endpoint as {@code HOST:PORT}, in the words of {@code wg} where it is none. */
final class EndpointArgument {
  private EndpointArgument() {}

  static Endpoint read(String value) throws RefusedInputException {
    if (value.isEmpty()) {
      throw new RefusedInputException("Unable to parse empty endpoint");
    }
    boolean bracketed = value.startsWith("[");
    int hostEnd = bracketed ? value.indexOf(']') : value.lastIndexOf(':');
    if (bracketed && hostEnd < 0) {
      throw new RefusedInputException("Unable to find matching brace of endpoint: `" + value + "'");
    }
    int colon = bracketed ? hostEnd + 1 : hostEnd;
    if (colon < 0 || colon + 1 >= value.length() || value.charAt(colon) != ':') {
      throw new RefusedInputException("Unable to find port of endpoint: `" + value + "'");
    }
    String host = value.substring(bracketed ? 1 : 0, hostEnd);
    int port = WgValues.port(value.substring(colon + 1), value);
    try {
      if (host.isEmpty()) {
        throw new UnknownHostException();
      }
      return Endpoint.of(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new RefusedInputException("Name or service not known: `" + value + "'", e);
    }
  }
}
