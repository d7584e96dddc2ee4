package io.wgnetlink.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import io.wgnetlink.wireguard.UpdateReport;
import io.wgnetlink.wireguard.WireGuard;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HangTests {
  private static final InterfaceName WG0 = InterfaceName.of("wg0");

  private final Hang hang = new Hang();
  private final WireGuard client = hang.of(new OneDevice());
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    hang.end();
    callers.shutdownNow();
  }

  @Test
  void shouldPassCallsOnWhileItDoesNotHang() {
    assertThat(client.interfaces()).containsExactly(WG0);
    assertThatThrownBy(() -> client.device(WG0)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldCatchACallAndLetItGoOnAtTheEnd() throws Exception {
    Future<?> caught = callers.submit(() -> {
      while (!Thread.currentThread().isInterrupted()) {
        client.interfaces();
      }
    });
    hang.begin();
    Future<List<InterfaceName>> next = callers.submit(client::interfaces);
    assertThatThrownBy(() -> next.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(caught).isNotDone();

    hang.end();

    assertThat(next.get(60, TimeUnit.SECONDS)).containsExactly(WG0);
  }

  private static final class OneDevice implements WireGuard {
    @Override
    public List<InterfaceName> interfaces() {
      return List.of(WG0);
    }

    @Override
    public Device device(InterfaceName name) {
      throw new UnsupportedOperationException("no device");
    }

    @Override
    public UpdateReport apply(DeviceUpdate update) {
      throw new UnsupportedOperationException("no device");
    }

    @Override
    public void close() {}
  }
}
