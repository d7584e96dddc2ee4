package io.wgnetlink.wireguard.internal;

import java.util.HexFormat;
import java.util.stream.Collectors;

/** Bytes written as hex, one attribute a line, with its name behind {@code #}. */
final class AnnotatedHex {
  private AnnotatedHex() {}

  static byte[] parse(String text) {
    String digits =
        text.lines().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining());
    return HexFormat.of().parseHex(digits);
  }
}
