package io.wgnetlink.link;

import java.util.LinkedHashMap;
import java.util.Map;

/** A number that a link keeps under a name: an option that can be set, or a reading. */
public sealed interface LinkOption permits BridgeOption, BridgePortOption {
  /** Returns the kernel's number of the option in its kind of link. */
  int number();

  OptionForm form();

  /** Returns whether the value changes by itself. */
  boolean changesByItself();

  /** Returns the options without those that change by themselves. */
  static <O extends LinkOption> Map<O, Long> steady(Map<O, Long> options) {
    Map<O, Long> steady = new LinkedHashMap<>(options);
    steady.keySet().removeIf(LinkOption::changesByItself);
    return steady;
  }

  /** Throws IllegalArgumentException unless every value can be written. */
  static void check(Map<? extends LinkOption, Long> options) {
    options.forEach((option, value) -> {
      if (!option.form().allows(value)) {
        throw new IllegalArgumentException(
            option + " is " + value + ", more than " + option.form().bytes() + " bytes hold");
      }
    });
  }
}
