package io.wgnetlink.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerDeliveryTests {
  private final List<String> heard = new ArrayList<>();

  @Test
  void shouldGoOnAfterAnErrorOfTheListener() {
    ListenerDelivery delivery = new ListenerDelivery(new FailoverListener() {}, Runnable::run);

    delivery.deliver(l -> {
      throw new NoClassDefFoundError("a test");
    });
    delivery.deliver(l -> heard.add("next"));

    assertThat(heard).containsExactly("next");
  }

  @Test
  void shouldGoOnWhenTheExecutorCouldNotMakeAThread() {
    boolean[] exhausted = {true};
    ListenerDelivery delivery = new ListenerDelivery(new FailoverListener() {}, task -> {
      if (exhausted[0]) {
        throw new InternalError("no thread");
      }
      task.run();
    });

    delivery.deliver(l -> heard.add("one"));
    exhausted[0] = false;
    delivery.deliver(l -> heard.add("two"));

    assertThat(heard).containsExactly("one", "two");
  }
}
