package io.wgnetlink.fuzz;

import java.lang.reflect.Method;

/**
 * Bytes that the calling thread has allocated on the heap, by
 * {@code com.sun.management.ThreadMXBean}. Reached by reflection: the modules under test do not
 * read {@code jdk.management}.
 */
final class AllocatedBytes {
  private static final Object THREADS;
  private static final Method CURRENT;

  static {
    try {
      THREADS = Class.forName("java.lang.management.ManagementFactory")
          .getMethod("getThreadMXBean")
          .invoke(null);
      CURRENT = Class.forName("com.sun.management.ThreadMXBean")
          .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private AllocatedBytes() {}

  static long ofThisThread() {
    try {
      return (long) CURRENT.invoke(THREADS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
