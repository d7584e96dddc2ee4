package io.wgnetlink.samples.demo;

import io.wgnetlink.wireguard.WireGuard;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A controller that hangs, as when a request to the kernel never returns: every call of the client
 * that it was given waits, until the hang is over. Thread-safe.
 *
 * <p>Nothing tells the controller, and nothing runs in its place: its thread for the kernel stands
 * still, and with it all that it would do for the traffic.
 */
final class Hang {
  private boolean hanging;
  private int stuck;

  /** Returns the same client, whose calls wait while the hang lasts. */
  WireGuard of(WireGuard client) {
    return (WireGuard) Proxy.newProxyInstance(
        WireGuard.class.getClassLoader(),
        new Class<?>[] {WireGuard.class},
        (proxy, method, args) -> {
          pass();
          try {
            return method.invoke(client, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /** Begins to hang; returns when a thread is caught in it. */
  synchronized void begin() throws InterruptedException {
    hanging = true;
    while (stuck == 0) {
      wait();
    }
  }

  /** Ends it: the calls that waited are made. */
  synchronized void end() {
    hanging = false;
    notifyAll();
  }

  private synchronized void pass() throws InterruptedException {
    while (hanging) {
      stuck++;
      notifyAll();
      try {
        wait();
      } finally {
        stuck--;
      }
    }
  }
}
