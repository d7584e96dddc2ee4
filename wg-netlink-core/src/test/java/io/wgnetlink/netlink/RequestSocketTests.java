package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How requests, dumps and batches end, against a kernel that is one function. */
class RequestSocketTests {
  private static final Duration SHORT = Duration.ofMillis(20);

  private enum ThingAttribute implements Attribute {
    THING_NAME(1, AttributeFormat.string(15)),
    THING_SECRET(2, AttributeFormat.secret(8));

    private static final AttributeTable<ThingAttribute> TABLE =
        AttributeTable.of(ThingAttribute.class);
    private final int type;
    private final AttributeFormat format;

    ThingAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  private static final MessageSchema SCHEMA =
      new MessageSchema("NEWTHING", 0, ThingAttribute.TABLE);

  private static Request request(String operation) {
    return Request.of(
        operation, 0x40, SCHEMA, writer -> writer.putString(ThingAttribute.THING_NAME, "thing"));
  }

  @Test
  void shouldRepeatADumpThatWasFlaggedOnOneMessageOnly() {
    List<Integer> sequences = new ArrayList<>();
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      sequences.add(sequence);
      boolean first = sequences.size() == 1;
      self.reply(writer -> {
        FakeKernel.data(writer, sequence, 0, 1);
        FakeKernel.data(writer, sequence, first ? MessageFlags.NLM_F_DUMP_INTR : 0, 2);
        FakeKernel.data(writer, sequence, 0, 3);
      });
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      client.dump(request("read things"), numbers);
    }
    assertThat(numbers.attempts).isEqualTo(2);
    assertThat(numbers.values).containsExactly(1, 2, 3);
  }

  @Test
  void shouldGiveUpOnADumpThatIsInterruptedEveryTime() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, MessageFlags.NLM_F_DUMP_INTR, 1));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), new FakeKernel.Numbers()))
          .isInstanceOfSatisfying(DumpInterruptedException.class, e -> {
            assertThat(e.attempts()).isGreaterThanOrEqualTo(DumpRetries.LEAST_ATTEMPTS);
            assertThat(e.elapsed()).isPositive();
          })
          .hasMessageContaining("read things");
    }
  }

  @Test
  void shouldReportAnErrorAtTheEndOfADumpAndGoOn() {
    int[] calls = {0};
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      int errno = calls[0]++ == 0 ? 12 : 0;
      self.reply(writer -> FakeKernel.data(writer, sequence, 0, 5));
      self.reply(writer -> FakeKernel.done(writer, sequence, errno));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), numbers))
          .hasMessage("cannot read things: ENOMEM (Cannot allocate memory)");
      client.dump(request("read things"), numbers);
    }
    assertThat(numbers.values).containsExactly(5);
    assertThat(kernel.timesOpened()).as("the socket was drained, not replaced").isEqualTo(1);
  }

  @Test
  void shouldNotTakeAnAcknowledgementForTheEndOfADump() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, 0, 5));
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 0, none -> {}));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), new FakeKernel.Numbers()))
          .isInstanceOf(NetlinkException.class)
          .hasMessage("cannot read things: the kernel answered without a table");
    }
    assertThat(kernel.timesClosed()).as("with the dump still running").isPositive();
  }

  @Test
  void shouldReplaceTheSocketOfADumpThatWasLeftHalfWay() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, 0, 5));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), new DumpVisitor() {
            @Override
            public void begin(int attempt) {}

            @Override
            public void message(MessageReader message) {
              throw new IllegalArgumentException("enough");
            }
          }))
          .hasMessage("enough");
      client.dump(request("read things"), numbers);
    }
    assertThat(numbers.values).containsExactly(5);
    assertThat(kernel.timesOpened()).isEqualTo(2);
  }

  @Test
  void shouldDropWhatBelongsToAnEarlierRequest() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence - 1, 17, nothing -> {}));
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 0, nothing -> {}));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThat(client.execute(request("make thing"))).isEqualTo(ExtendedAck.NONE);
    }
  }

  @Test
  void shouldEndADumpInWhichTheKernelRepeatsItself() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      for (int i = 0; i < 1000; i++) {
        self.reply(writer -> FakeKernel.data(writer, sequence, 0, 5));
      }
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), numbers))
          .isInstanceOf(NetlinkException.class)
          .hasMessage("cannot read things: the dump makes no progress,"
              + " the kernel sent the same 20 bytes 9 times");
    }
    assertThat(numbers.values).hasSize(DumpProgress.MAX_ALIKE);
    assertThat(kernel.timesClosed()).as("with the dump still running").isPositive();
  }

  @Test
  void shouldReadADumpOfAlikeEntriesInOneDatagramAndOthers() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      for (int i = 0; i < 100; i++) {
        int number = i / 8;
        self.reply(writer -> FakeKernel.data(writer, sequence, 0, number));
      }
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      client.dump(request("read things"), numbers);
    }
    assertThat(numbers.values).hasSize(100);
  }

  @Test
  void shouldTakeAnInterruptedDumpThatItsVisitorAccepts() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, MessageFlags.NLM_F_DUMP_INTR, 1));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    List<Integer> attempts = new ArrayList<>();
    try (NetlinkClient client = kernel.client(SHORT)) {
      client.dump(request("read things"), new DumpVisitor() {
        @Override
        public void begin(int attempt) {
          attempts.add(attempt);
        }

        @Override
        public boolean accepts(boolean interrupted) {
          return attempts.size() == 2;
        }

        @Override
        public void message(MessageReader message) {}
      });
    }
    assertThat(attempts).containsExactly(1, 2);
  }

  @Test
  void shouldTellWhereADatagramEndsAndWhetherTheDumpEndsInIt() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> {
        FakeKernel.data(writer, sequence, 0, 1);
        FakeKernel.data(writer, sequence, 0, 2);
      });
      self.reply(writer -> FakeKernel.data(writer, sequence, 0, 3));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    List<String> seen = new ArrayList<>();
    DumpVisitor visitor = new DumpVisitor() {
      @Override
      public void begin(int attempt) {
        seen.add("begin");
      }

      @Override
      public void message(io.wgnetlink.netlink.wire.MessageReader message) {
        seen.add("message");
      }

      @Override
      public void endOfDatagram(int bytes, boolean end) {
        seen.add(bytes + (end ? " end" : ""));
      }
    };
    try (NetlinkClient client = kernel.client(SHORT)) {
      client.dump(request("read things"), visitor);
      assertThat(seen)
          .containsExactly("begin", "message", "message", "40", "message", "20", "20 end");
      assertThat(client.dumpOnce(request("read things"), visitor, new DumpCut(20_000, true)))
          .as("flagged")
          .isFalse();
    }
    assertThat(seen).hasSize(13);
  }

  @Test
  void shouldReadOnASocketOfItsOwnWhoseFirstReadIsTheDumpItself() {
    List<Integer> sequences = new ArrayList<>();
    FakeKernel kernel = new FakeKernel((request, self) -> {
      sequences.add(request.sequence());
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, MessageFlags.NLM_F_DUMP_INTR, 1));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThat(client.dumpOnce(request("read things"), numbers, new DumpCut(20_000, true)))
          .as("flagged")
          .isTrue();
      assertThat(kernel.timesPrimed()).isZero();
      client.dumpOnce(request("read things"), numbers, new DumpCut(20_000, false));
      assertThat(kernel.timesPrimed()).isEqualTo(1);
    }
    assertThat(sequences).as("of two sockets").containsExactly(1, 1);
    assertThat(kernel.timesClosed()).isEqualTo(2);
  }

  @Test
  void shouldNameCapabilityNamespaceAndCuresWhenItIsNotPermitted() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 1, nothing -> {}));
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.execute(request("make thing")))
          .hasMessageContaining("EPERM")
          .hasMessageContaining("CAP_NET_ADMIN")
          .hasMessageContaining(client.namespace().toString())
          .hasMessageContaining("AmbientCapabilities")
          .hasMessageContaining("--cap-add NET_ADMIN");
    }
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenNoAnswerComes() {
    FakeKernel kernel = new FakeKernel((request, self) -> {});
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.execute(request("make thing")))
          .isInstanceOf(NetlinkTimeoutException.class)
          .hasMessageContaining("read the state back");
    }
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenTheAnswerIsLost() {
    FakeKernel kernel = new FakeKernel((request, self) -> self.failNextReceive(Errno.ENOBUFS));
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.execute(request("make thing")))
          .isInstanceOf(OutcomeUnknownException.class);
    }
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenTheAnswerIsMalformed() {
    List<Consumer<MessageWriter>> malformed = List.of(
        writer -> writer.reserve(7),
        writer -> FakeKernel.acknowledgeShort(writer, 1),
        writer -> FakeKernel.acknowledge(writer, 1, 0, rest -> {
          int at = rest.reserve(4);
          rest.buffer().putShort(at, (short) 3);
        }));
    for (Consumer<MessageWriter> answer : malformed) {
      FakeKernel kernel = new FakeKernel((request, self) -> self.reply(answer));
      try (NetlinkClient client = kernel.client(SHORT)) {
        assertThatThrownBy(() -> client.execute(request("make thing")))
            .isInstanceOf(OutcomeUnknownException.class)
            .hasCauseInstanceOf(MalformedMessageException.class)
            .hasMessageContaining("cannot make thing: the answer cannot be read")
            .hasMessageContaining("read the state back");
      }
    }
  }

  @Test
  void shouldSayThatTheOutcomeIsUnknownWhenReceivingFails() {
    FakeKernel kernel = new FakeKernel((request, self) -> self.failNextReceive(Errno.ENOMEM));
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.execute(request("make thing")))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("ENOMEM");
    }
  }

  @Test
  void shouldEndWhenNothingIsAnAnswer() {
    FakeKernel kernel = new FakeKernel((request, self) -> self.replyForever(
        writer -> FakeKernel.acknowledge(writer, request.sequence() - 1, 0, none -> {})));
    List<Consumer<NetlinkClient>> requests = List.of(
        client -> client.execute(request("make thing")),
        client -> client.get(request("read thing"), message -> message),
        client -> client.batch(List.of(request("make thing"))).orThrow());
    for (Consumer<NetlinkClient> request : requests) {
      try (NetlinkClient client = kernel.client(SHORT)) {
        assertThatThrownBy(() -> request.accept(client))
            .isInstanceOf(OutcomeUnknownException.class)
            .hasMessageContaining("datagrams that do not answer it");
      }
    }
    List<Integer> numbers = new ArrayList<>();
    FakeKernel babbling = new FakeKernel((request, self) -> self.replyForever(writer -> {
      numbers.add(numbers.size());
      FakeKernel.data(writer, request.sequence() - 1, 0, numbers.size());
    }));
    try (NetlinkClient client = babbling.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), new FakeKernel.Numbers()))
          .hasMessageContaining("datagrams that do not answer it");
    }
  }

  @Test
  void shouldHaveTimeForASlowVisitor() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.data(writer, sequence, 0, 1));
      self.reply(writer -> FakeKernel.data(writer, sequence - 1, 0, 2));
      self.reply(writer -> FakeKernel.done(writer, sequence, 0));
    });
    try (NetlinkClient client = kernel.client(Duration.ofMillis(1))) {
      client.dump(request("read things"), new DumpVisitor() {
        @Override
        public void begin(int attempt) {}

        @Override
        public void message(MessageReader message) {
          LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
      });
    }
  }

  @Test
  void shouldSayWhatCannotBeReadOfAReading() {
    FakeKernel kernel = new FakeKernel((request, self) -> self.reply(writer -> {
      FakeKernel.data(writer, request.sequence(), 0, 1);
      writer.reserve(7);
    }));
    FakeKernel.Numbers numbers = new FakeKernel.Numbers();
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.dump(request("read things"), numbers))
          .isInstanceOf(NetlinkException.class)
          .hasCauseInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("cannot read things: the answer cannot be read: malformed netlink"
              + " message at byte 20");
      assertThat(kernel.timesClosed()).as("with the dump still running").isPositive();
      assertThatThrownBy(() -> client.get(request("read thing"), message -> message.payload(5)))
          .isInstanceOf(NetlinkException.class)
          .hasCauseInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void shouldRefuseAnAnswerThatWasCutOff() {
    FakeKernel kernel =
        new FakeKernel((request, self) -> self.reply(writer -> writer.reserve(70_000)));
    try (NetlinkClient client = kernel.client(SHORT)) {
      assertThatThrownBy(() -> client.get(request("read thing"), message -> message))
          .hasMessageContaining("70000 bytes");
    }
  }

  @Test
  void shouldTellOfEachRequestOfABatchWhateverItsSize() {
    List<Integer> flags = new ArrayList<>();
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      flags.add(request.flags());
      if (sequence == 3) {
        self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 17, n -> {}));
      } else if (request.hasFlag(MessageFlags.NLM_F_ACK)) {
        self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 0, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      List<Request> requests = IntStream.rangeClosed(1, 100)
          .mapToObj(i -> request("make thing " + i))
          .toList();
      BatchResult result = client.batch(requests);
      assertThat(result.outcomes()).hasSize(100);
      assertThat(result.outcomes().get(2))
          .isInstanceOfSatisfying(
              BatchResult.Refused.class,
              refused -> assertThat(refused.cause()).hasMessageContaining("make thing 3"));
      assertThat(result.outcomes().stream().filter(BatchResult.Applied.class::isInstance))
          .hasSize(99);
      assertThatThrownBy(result::orThrow).hasMessageContaining("make thing 3");
    }
    assertThat(flags.stream().filter(f -> (f & MessageFlags.NLM_F_ACK) != 0))
        .as("one acknowledgement for each datagram of 64")
        .hasSize(2);
  }

  @Test
  void shouldNeverCallALostAnswerOfABatchAFailure() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      if (sequence == 1) {
        self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 17, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchResult result = client.batch(List.of(request("make a"), request("make b")));
      assertThat(result.outcomes().get(0)).isInstanceOf(BatchResult.Refused.class);
      assertThat(result.outcomes().get(1)).isInstanceOf(BatchResult.Unknown.class);
    }
  }

  @Test
  void shouldNeverCallAMalformedAnswerOfABatchAFailure() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      switch (sequence % 3) {
        case 1 -> self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 17, none -> {}));
        case 2 -> self.reply(writer -> FakeKernel.acknowledgeShort(writer, sequence));
        default -> self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 0, none -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchResult result =
          client.batch(List.of(request("make a"), request("make b"), request("make c")));
      assertThat(result.outcomes())
          .satisfiesExactly(
              first -> assertThat(first).isInstanceOf(BatchResult.Refused.class),
              second -> assertThat(second)
                  .isInstanceOfSatisfying(
                      BatchResult.Unknown.class,
                      unknown -> assertThat(unknown.cause())
                          .isInstanceOf(OutcomeUnknownException.class)
                          .hasMessageContaining("make b")),
              third -> assertThat(third).isInstanceOf(BatchResult.Applied.class));
    }
  }

  @Test
  void shouldCallAllUnknownThatIsBehindWhatCannotBeRead() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      if (sequence == 1) {
        self.reply(writer -> {
          FakeKernel.acknowledge(writer, sequence, 17, none -> {});
          writer.reserve(7);
        });
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchResult result = client.batch(List.of(request("make a"), request("make b")));
      assertThat(result.outcomes().get(0)).isInstanceOf(BatchResult.Refused.class);
      assertThat(result.outcomes().get(1))
          .isInstanceOfSatisfying(
              BatchResult.Unknown.class,
              unknown -> assertThat(unknown.cause())
                  .isInstanceOf(OutcomeUnknownException.class)
                  .hasCauseInstanceOf(MalformedMessageException.class));
    }
  }

  @Test
  void shouldWipeSecretsFromTheBufferOnceTheRequestEnded() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int sequence = request.sequence();
      self.reply(writer -> FakeKernel.acknowledge(writer, sequence, 0, n -> {}));
    });
    byte[] secret = {9, 9, 9, 9, 9, 9, 9, 9};
    try (NetlinkClient client = kernel.client(SHORT)) {
      client.execute(Request.of(
          "make thing",
          0x40,
          SCHEMA,
          writer -> writer.putBytes(ThingAttribute.THING_SECRET, secret)));
    }
    for (int i = 0; i < 64; i++) {
      assertThat(kernel.lastRequest().get(i)).isZero();
    }
  }
}
