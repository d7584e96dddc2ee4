package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes that are made all or none, against a kernel that is one function. */
class TransactionTests {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final int EEXIST = 17;
  private static final int EOPNOTSUPP = 95;
  private static final int BEGIN = 0x10;
  private static final int CHANGE = 0x40;
  private static final int END = 0x11;

  private static Request message(String name, int type) {
    return Request.of(name, type, new MessageSchema(name, 4, AttributeTable.of(List.of())), w -> {
      w.reserve(4);
    });
  }

  private static void run(NetlinkClient client, int count) {
    client.transaction(
        message("change it all", BEGIN),
        IntStream.range(0, count)
            .mapToObj(i -> message("make thing " + i, CHANGE))
            .toList(),
        message("end", END));
  }

  /** Acknowledges what asks for it, and refuses the messages with these sequence numbers. */
  private static FakeKernel refusing(Integer... sequences) {
    return new FakeKernel((request, self) -> {
      int its = request.sequence();
      if (List.of(sequences).contains(its)) {
        self.reply(writer -> FakeKernel.acknowledge(writer, its, EEXIST, n -> {}));
      } else if (request.hasFlag(MessageFlags.NLM_F_ACK)) {
        self.reply(writer -> FakeKernel.acknowledge(writer, its, 0, n -> {}));
      }
    });
  }

  @Test
  void shouldSendAllBetweenBeginAndEndAndAskForOneAcknowledgement() {
    List<String> seen = new ArrayList<>();
    FakeKernel kernel = new FakeKernel((request, self) -> {
      boolean ack = request.hasFlag(MessageFlags.NLM_F_ACK);
      seen.add(Integer.toHexString(request.type()) + (ack ? "+ack" : ""));
      if (ack) {
        int its = request.sequence();
        self.reply(writer -> FakeKernel.acknowledge(writer, its, 0, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      run(client, 3);
    }
    assertThat(seen).containsExactly("10", "40", "40", "40+ack", "11");
  }

  @Test
  void shouldSayTheFirstRefusalAndSuppressTheOthers() {
    try (NetlinkClient client = refusing(3, 4).client(SHORT)) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> run(client, 5))
          .withMessageContaining("make thing 1")
          .satisfies(e -> assertThat(e.is(Errno.EEXIST)).isTrue())
          .satisfies(e -> assertThat(e.getSuppressed())
              .singleElement()
              .satisfies(other -> assertThat(other).hasMessageContaining("make thing 2")));
    }
  }

  /** Without the subsystem the kernel answers the first message only. */
  @Test
  void shouldNotWaitForMoreWhenAllOfItIsRefused() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int its = request.sequence();
      if (request.type() == BEGIN) {
        self.reply(writer -> FakeKernel.acknowledge(writer, its, EOPNOTSUPP, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(Duration.ofSeconds(10))) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> run(client, 3))
          .withMessageContaining("change it all")
          .satisfies(e -> assertThat(e.is(Errno.EOPNOTSUPP)).isTrue());
    }
  }

  @Test
  void shouldNotTakeLateAnswersForThoseOfTheNext() {
    // A commit that fails is said about the first message, and the last change is acknowledged.
    FakeKernel kernel = refusing(1, 8);
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> run(client, 3))
          .withMessageContaining("change it all");
      assertThatExceptionOfType(NetlinkException.class)
          .isThrownBy(() -> run(client, 3))
          .withMessageContaining("make thing 1");
    }
  }

  @Test
  void shouldNotKnowTheOutcomeWithoutAnAnswer() {
    try (NetlinkClient client = new FakeKernel((request, self) -> {}).client(SHORT)) {
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> run(client, 1))
          .withMessageContaining("change it all");
    }
  }

  @Test
  void shouldSendNothingForNoChange() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      throw new AssertionError("sent " + request.type());
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      run(client, 0);
    }
  }
}
