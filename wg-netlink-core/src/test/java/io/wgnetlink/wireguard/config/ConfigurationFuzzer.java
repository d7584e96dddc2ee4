package io.wgnetlink.wireguard.config;

import io.wgnetlink.fuzz.ForeignBytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Fuzz target: configuration files, in both dialects. A text is read or refused by the documented
 * exception, which shows no key; what was read is written back to the byte, and its values, written
 * afresh, read the same.
 */
public final class ConfigurationFuzzer {
  /** Digits alone are a number that is too long, and no part of a key of any likelihood. */
  private static final Pattern KEY_PART =
      Pattern.compile("(?![0-9]++(?![A-Za-z+/]))[A-Za-z0-9+/]{16,}");

  /** The one word of the format that is as long. */
  private static final Pattern LONG_WORD =
      Pattern.compile("PersistentKeepalive", Pattern.CASE_INSENSITIVE);

  private ConfigurationFuzzer() {}

  /** What a text comes to; the oracles look at it when allocations are no longer counted. */
  private record Outcome(
      Optional<ConfigurationDocument> document, Optional<ConfigurationException> refusal) {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    for (Dialect dialect : Dialect.values()) {
      Outcome outcome = ForeignBytes.watch(input.length, () -> parse(text, dialect));
      outcome.refusal().ifPresent(ConfigurationFuzzer::requireNoKey);
      outcome.document().ifPresent(parsed -> check(parsed, text));
    }
  }

  private static Outcome parse(String text, Dialect dialect) {
    try {
      return new Outcome(Optional.of(ConfigurationDocument.parse(text, dialect)), Optional.empty());
    } catch (ConfigurationException e) {
      return new Outcome(Optional.empty(), Optional.of(e));
    }
  }

  private static void requireNoKey(ConfigurationException e) {
    String shown = e.getMessage() + " " + e.value().orElse("");
    if (KEY_PART.matcher(LONG_WORD.matcher(shown).replaceAll(" ")).find()) {
      throw new AssertionError("a part of a key is shown", e);
    }
  }

  private static void check(ConfigurationDocument parsed, String text) {
    try (parsed) {
      Configuration values = parsed.configuration();
      require(parsed.text().equals(text), "the text is another one");
      try (ConfigurationDocument same = parsed.with(values)) {
        require(same.text().equals(text), "unchanged values change the text");
      }
      try (ConfigurationDocument afresh = ConfigurationDocument.of(values, parsed.dialect())) {
        require(afresh.configuration().equals(values), "written and read, the values are others");
      }
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
