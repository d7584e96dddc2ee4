package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageFlags;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long batches go and end, against a kernel that is one function. */
class BatchTests {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final int EEXIST = 17;

  private enum ThingAttribute implements Attribute {
    THING_DATA(1, AttributeFormat.binary());

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

  private static Request thing(int number, int bytes) {
    return Request.of(
        "make thing " + number,
        0x40,
        SCHEMA,
        writer -> writer.putBytes(ThingAttribute.THING_DATA, new byte[bytes]));
  }

  private static Iterator<Request> things(int count) {
    return IntStream.range(0, count).mapToObj(i -> thing(i, 4)).iterator();
  }

  /** Does as it is told, but refuses the change with this sequence number. */
  private static FakeKernel refusing(int sequence) {
    return new FakeKernel((request, self) -> {
      int its = request.sequence();
      if (its == sequence) {
        self.reply(writer -> FakeKernel.acknowledge(writer, its, EEXIST, n -> {}));
      } else if (request.hasFlag(MessageFlags.NLM_F_ACK)) {
        self.reply(writer -> FakeKernel.acknowledge(writer, its, 0, n -> {}));
      }
    });
  }

  private static final class Heard implements BatchObserver {
    final List<Long> indexes = new ArrayList<>();
    final List<Long> progress = new ArrayList<>();
    long until = Long.MAX_VALUE;

    @Override
    public void outcome(long index, Request change, BatchResult.Outcome outcome) {
      indexes.add(index);
    }

    @Override
    public boolean goesOn(long changes) {
      progress.add(changes);
      return changes < until;
    }
  }

  @Test
  void shouldCarryOnAfterARefusal() {
    Heard heard = new Heard();
    try (NetlinkClient client = refusing(3).client(SHORT)) {
      BatchSummary summary = client.batch(things(150), BatchOptions.CONTINUE, heard);
      assertThat(summary.applied()).isEqualTo(149);
      assertThat(summary.refused()).isEqualTo(1);
      assertThat(summary.sent()).isEqualTo(150);
      assertThat(summary.ending()).isEqualTo(BatchSummary.Ending.FINISHED);
      assertThat(summary.isApplied()).isFalse();
      assertThat(summary.firstFailure()).hasValueSatisfying(failure -> {
        assertThat(failure.index()).isEqualTo(2);
        assertThat(failure.cause()).hasMessageContaining("make thing 2");
      });
    }
    assertThat(heard.indexes).hasSize(150).isSorted();
    assertThat(heard.progress).containsExactly(64L, 128L, 150L);
  }

  @Test
  void shouldSendNoFurtherDatagramAfterARefusalWhenToldTo() {
    try (NetlinkClient client = refusing(70).client(SHORT)) {
      Iterator<Request> changes = things(1000);
      BatchSummary summary = client.batch(changes, BatchOptions.STOP, BatchObserver.NONE);
      assertThat(summary.ending()).isEqualTo(BatchSummary.Ending.STOPPED);
      assertThat(summary.sent()).isEqualTo(128);
      assertThat(summary.applied()).as("the others of its datagram").isEqualTo(127);
      assertThat(changes.next().operation()).as("not asked for").isEqualTo("make thing 128");
    }
  }

  @Test
  void shouldStopAtTheVeryChangeWithOneMessagePerDatagram() {
    try (NetlinkClient client = refusing(70).client(SHORT)) {
      BatchSummary summary = client.batch(
          things(1000), BatchOptions.STOP.withMessagesPerDatagram(1), BatchObserver.NONE);
      assertThat(summary.applied()).isEqualTo(69);
      assertThat(summary.refused()).isEqualTo(1);
      assertThat(summary.sent()).isEqualTo(70);
    }
  }

  @Test
  void shouldCallABatchFinishedWhoseLastDatagramFails() {
    try (NetlinkClient client = refusing(100).client(SHORT)) {
      BatchSummary summary = client.batch(things(100), BatchOptions.STOP, BatchObserver.NONE);
      assertThat(summary.ending()).isEqualTo(BatchSummary.Ending.FINISHED);
      assertThat(summary.isApplied()).isFalse();
    }
  }

  @Test
  void shouldEndWhenTheObserverSaysSo() {
    Heard heard = new Heard();
    heard.until = 128;
    try (NetlinkClient client = refusing(-1).client(SHORT)) {
      BatchSummary summary = client.batch(things(1000), BatchOptions.CONTINUE, heard);
      assertThat(summary.ending()).isEqualTo(BatchSummary.Ending.CANCELLED);
      assertThat(summary.applied()).isEqualTo(128);
      assertThat(summary.firstFailure()).isEmpty();
    }
  }

  @Test
  void shouldMakeNothingOfNothing() {
    try (NetlinkClient client = refusing(-1).client(SHORT)) {
      BatchSummary summary = client.batch(things(0), BatchOptions.STOP, BatchObserver.NONE);
      assertThat(summary.isApplied()).isTrue();
      assertThat(summary.sent()).isZero();
    }
  }

  @Test
  void shouldLetTheObserverUseTheClient() {
    try (NetlinkClient client = refusing(-1).client(SHORT)) {
      BatchSummary summary = client.batch(things(2), BatchOptions.CONTINUE, new BatchObserver() {
        @Override
        public void outcome(long index, Request change, BatchResult.Outcome outcome) {
          client.execute(change);
        }
      });
      assertThat(summary.applied()).isEqualTo(2);
    }
  }

  @Test
  void shouldSendFewerMessagesByOneCallWhereTheyAreLarge() {
    List<Integer> datagrams = new ArrayList<>();
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int its = request.sequence();
      if (request.hasFlag(MessageFlags.NLM_F_ACK)) {
        datagrams.add(its);
        self.reply(writer -> FakeKernel.acknowledge(writer, its, 0, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      List<Request> changes =
          IntStream.range(0, 10).mapToObj(i -> thing(i, 10_000)).toList();
      assertThat(client.batch(changes).outcomes()).hasSize(10);
      assertThat(client.batch(changes).isApplied()).isTrue();
    }
    assertThat(datagrams).containsExactly(3, 6, 9, 10, 13, 16, 19, 20);
  }

  /** A machine whose net.core.wmem_default is small. */
  @Test
  void shouldSendFewerMessagesByOneCallWhereTheSendBufferIsSmall() {
    FakeKernel kernel = refusing(-1);
    kernel.limitSendBuffer(100);
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchSummary summary = client.batch(things(64), BatchOptions.CONTINUE, BatchObserver.NONE);
      assertThat(summary.applied()).isEqualTo(64);
    }
  }

  @Test
  void shouldRefuseOneMessageThatIsTooLargeForTheSendBuffer() {
    FakeKernel kernel = refusing(-1);
    kernel.limitSendBuffer(100);
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchSummary summary = client.batch(
          List.of(thing(0, 4), thing(1, 200), thing(2, 4)).iterator(),
          BatchOptions.CONTINUE,
          BatchObserver.NONE);
      assertThat(summary.applied()).isEqualTo(2);
      assertThat(summary.firstFailure()).hasValueSatisfying(failure -> {
        assertThat(failure.index()).isEqualTo(1);
        assertThat(failure.cause().is(Errno.EMSGSIZE)).isTrue();
      });
    }
  }

  @Test
  void shouldTellUnknownFromRefusedWhenAnswersAreLost() {
    FakeKernel kernel = new FakeKernel((request, self) -> {
      int its = request.sequence();
      if (its == 2) {
        self.failNextReceive(Errno.ENOBUFS);
        self.reply(writer -> FakeKernel.acknowledge(writer, its, EEXIST, n -> {}));
      }
    });
    try (NetlinkClient client = kernel.client(SHORT)) {
      BatchSummary summary = client.batch(things(4), BatchOptions.STOP, BatchObserver.NONE);
      assertThat(summary.refused()).as("its answer came behind the overflow").isEqualTo(1);
      assertThat(summary.unknown()).isEqualTo(3);
      assertThat(summary.applied()).isZero();
      assertThat(summary.firstFailure())
          .hasValueSatisfying(
              failure -> assertThat(failure.cause()).isInstanceOf(OutcomeUnknownException.class));
    }
  }

  @Test
  void shouldSendNothingOfADatagramThatCannotBeEncoded() {
    Heard heard = new Heard();
    List<Request> changes = new ArrayList<>();
    things(70).forEachRemaining(changes::add);
    changes.add(thing(70, 70_000));
    try (NetlinkClient client = refusing(-1).client(SHORT)) {
      assertThatThrownBy(() -> client.batch(changes.iterator(), BatchOptions.CONTINUE, heard))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("THING_DATA");
      assertThat(heard.indexes).hasSize(64);
      assertThat(client.batch(things(3), BatchOptions.STOP, heard).applied())
          .as("nothing is left in the buffer")
          .isEqualTo(3);
    }
  }
}
