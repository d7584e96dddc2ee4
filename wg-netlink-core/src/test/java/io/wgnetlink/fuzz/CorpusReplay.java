package io.wgnetlink.fuzz;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Gives a fuzz target what is kept for it: each input as it is, each input cut at every place, and
 * each input with every byte replaced by the values that break most. A part of what a longer run
 * does, in a second or two, and the same each time. A decoder that does not come back fails, late.
 */
public final class CorpusReplay {
  /** No measure of anything: enough for the slowest machine, and an end for what has none. */
  private static final Duration HANG = Duration.ofMinutes(5);

  private static final byte[] VALUES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};

  private CorpusReplay() {}

  /** Returns a test for each input of the target; the target is its method for one input. */
  public static Stream<DynamicTest> of(Class<?> name, Consumer<byte[]> target) {
    return Corpus.of(name).entrySet().stream()
        .map(input -> DynamicTest.dynamicTest(
            name.getSimpleName() + " " + input.getKey(),
            () -> Assertions.assertTimeoutPreemptively(
                HANG, () -> replay(input.getValue(), target))));
  }

  private static void replay(byte[] input, Consumer<byte[]> target) {
    give(input, target);
    for (int at = 0; at < input.length; at++) {
      give(Arrays.copyOf(input, at), target);
      for (byte value : VALUES) {
        byte[] changed = input.clone();
        changed[at] = value;
        give(changed, target);
      }
    }
  }

  private static void give(byte[] input, Consumer<byte[]> target) {
    try {
      target.accept(input.clone());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
    }
  }
}
