package io.wgnetlink.samples.cli;

import java.util.regex.Pattern;

/**
 * What the user wrote, to be printed back to him. A word that could be a key is left out: somebody
 * pastes one where the name of its file belongs, and errors are copied into logs and reports.
 */
final class Echo {
  /** A key has 44 characters; also a long path without a dot, dash or underscore looks like one. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{40,}=?");

  private Echo() {}

  /** Returns a text without what could be a key. */
  static String of(String text) {
    return KEY.matcher(text).replaceAll("(hidden)");
  }
}
