package io.wgnetlink.samples.cli;

/**
 * The colours of {@code wg}: ANSI escape sequences around words, or none at all.
 *
 * <p>{@code WG_COLOR_MODE} decides: {@code always}, {@code never}, and anything else means colours
 * on a terminal only.
 */
enum Palette {
  PLAIN,
  ANSI;

  /** A style; several can be combined. */
  enum Style {
    RESET(0),
    BOLD(1),
    RED(31),
    GREEN(32),
    YELLOW(33),
    CYAN(36);

    private final String sequence;

    Style(int code) {
      this.sequence = "\u001b[" + code + "m";
    }
  }

  static Palette of(Surroundings surroundings) {
    return switch (surroundings.variable("WG_COLOR_MODE")) {
      case "always" -> ANSI;
      case "never" -> PLAIN;
      default -> surroundings.isTerminal() ? ANSI : PLAIN;
    };
  }

  /** Returns the text in a style, after which the style ends. */
  String paint(String text, Style... styles) {
    if (this == PLAIN) {
      return text;
    }
    StringBuilder painted = new StringBuilder();
    for (Style style : styles) {
      painted.append(style.sequence);
    }
    return painted.append(text).append(Style.RESET.sequence).toString();
  }

  /** Returns what ends a style that somebody else left behind. */
  String reset() {
    return this == PLAIN ? "" : Style.RESET.sequence;
  }
}
