package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of the messages of a datagram, without a socket. */
class SubscriptionDeliveryTests {
  private final List<Object> seen = new ArrayList<>();
  private boolean closed;

  private SubscriptionListener listener = new SubscriptionListener() {
    @Override
    public void message(MessageReader message) {
      int value = message.buffer().getInt(message.payload(4));
      seen.add(value);
      if (value == 1) {
        throw new IllegalStateException("a listener that fails");
      }
    }

    @Override
    public void overrun(Overrun cause) {
      seen.add(cause);
    }
  };

  private void deliver(Consumer<MessageWriter> messages) {
    MessageWriter writer = new MessageWriter(256);
    messages.accept(writer);
    ByteBuffer bytes = ByteBuffer.allocate(writer.length()).order(ByteOrder.nativeOrder());
    bytes.put(0, writer.buffer(), 0, writer.length());
    Subscription.deliver(bytes, Optional.of(7), new MessageReader(), listener, () -> closed);
  }

  @Test
  void shouldGoOnInADatagramWhenTheListenerFails() {
    deliver(writer -> {
      FakeKernel.data(writer, 0, 0, 1);
      FakeKernel.data(writer, 0, 0, 2);
    });
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void shouldSayThatMessagesAreMissingWhereADatagramIsMalformed() {
    deliver(writer -> {
      FakeKernel.data(writer, 0, 0, 2);
      writer.reserve(7);
    });
    assertThat(seen).containsExactly(2, SubscriptionListener.Overrun.MALFORMED);
  }

  @Test
  void shouldSayWhichNamespaceEachMessageIsFrom() {
    listener = new SubscriptionListener() {
      @Override
      public void message(MessageReader message) {
        throw new AssertionError("a listener that is told the namespace is told all");
      }

      @Override
      public void message(MessageReader message, Optional<Integer> namespaceId) {
        seen.add(namespaceId);
      }

      @Override
      public void overrun(Overrun cause) {
        seen.add(cause);
      }
    };
    deliver(writer -> {
      FakeKernel.data(writer, 0, 0, 1);
      FakeKernel.data(writer, 0, 0, 2);
    });
    assertThat(seen).containsExactly(Optional.of(7), Optional.of(7));
  }

  @Test
  void shouldDeliverNothingOnceItIsClosed() {
    closed = true;
    deliver(writer -> FakeKernel.data(writer, 0, 0, 2));
    assertThat(seen).isEmpty();
  }
}
