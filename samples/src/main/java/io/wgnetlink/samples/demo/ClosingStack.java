package io.wgnetlink.samples.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened, to be closed in the opposite order. One part that fails does not keep the others
 * open: its exception is thrown when all are closed, with those of the others suppressed in it. Not
 * thread-safe.
 */
final class ClosingStack implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  ClosingStack() {}

  <T extends AutoCloseable> T push(T part) {
    opened.push(part);
    return part;
  }

  @Override
  public void close() {
    IllegalStateException failure = null;
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("cannot take " + part + " down: " + e.getMessage());
        }
        failure.addSuppressed(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
