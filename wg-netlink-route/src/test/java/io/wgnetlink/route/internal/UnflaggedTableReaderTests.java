package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.netlink.wire.MessageReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnflaggedTableReaderTests {
  private static final MessageReader ANY =
      Capture.reader(Capture.of("rule-add-mark").sent());

  private String next = "";
  private final UnflaggedTableReader<String> reader =
      new UnflaggedTableReader<>(message -> Optional.of(next));

  /** A dump whose entries are letters, with the end in a datagram of its own. */
  private boolean accepts(int attempt, String... datagrams) {
    reader.begin(attempt);
    for (String datagram : datagrams) {
      for (int i = 0; i < datagram.length(); i++) {
        next = datagram.substring(i, i + 1);
        reader.message(ANY);
      }
      reader.endOfDatagram(100, false);
    }
    reader.endOfDatagram(20, true);
    return reader.accepts(false);
  }

  @Test
  void shouldTrustASingleDatagram() {
    assertThat(accepts(1, "abc")).isTrue();
    assertThat(reader.values()).isEqualTo(List.of("a", "b", "c"));
  }

  @Test
  void shouldReadAgainWhatWasRepeatedBeforeTheEnd() {
    assertThat(accepts(1, "abc", "c")).isFalse();
    assertThat(accepts(2, "xabc")).isTrue();
    assertThat(reader.values()).isEqualTo(List.of("x", "a", "b", "c"));
  }

  @Test
  void shouldReadALargeTableUntilTwoReadingsAreTheSame() {
    assertThat(accepts(1, "abc", "efg")).isFalse();
    assertThat(accepts(2, "abc", "defg")).isFalse();
    assertThat(accepts(3, "abcd", "efg")).isTrue();
    assertThat(reader.values()).hasSize(7);
  }

  @Test
  void shouldTrustAnEmptyTable() {
    reader.begin(1);
    reader.endOfDatagram(20, true);
    assertThat(reader.accepts(false)).isTrue();
  }

  @Test
  void shouldReadAgainWhatAKernelFlags() {
    reader.begin(1);
    next = "a";
    reader.message(ANY);
    reader.endOfDatagram(120, true);
    assertThat(reader.accepts(true)).isFalse();
  }
}
