package io.wgnetlink.netlink.internal.epoll;

import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's one event loop: a daemon thread that starts with the first watch and ends with the
 * last. It is never a framework's loop, whose transport may not take our handles.
 */
final class EpollLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EpollLoop.class);
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static @Nullable EpollLoop shared;

  private final MultiThreadIoEventLoopGroup group;
  private int watches;

  private EpollLoop() {
    this.group = new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("wg-netlink-events", true), EpollIoHandler.newFactory());
  }

  static EpollLoop acquire() {
    requireNativeLibrary();
    LOCK.lock();
    try {
      EpollLoop loop = shared;
      if (loop == null) {
        loop = new EpollLoop();
        shared = loop;
      }
      loop.watches++;
      return loop;
    } finally {
      LOCK.unlock();
    }
  }

  void release() {
    LOCK.lock();
    try {
      watches--;
      if (watches == 0) {
        shared = null;
        Future<?> ended = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        ended.addListener(end -> LOG.atDebug().log("the event loop has ended"));
      }
    } finally {
      LOCK.unlock();
    }
  }

  IoRegistration register(EpollIoHandle handle) {
    return group.next().register(handle).syncUninterruptibly().getNow();
  }

  /** Runs a task after a time; after the last watch has ended, never. */
  void schedule(Runnable task, Duration delay) {
    Future<?> running;
    LOCK.lock();
    try {
      if (watches == 0) {
        return;
      }
      running = group.next().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      LOCK.unlock();
    }
    running.addListener(end -> {
      if (!end.isSuccess() && !end.isCancelled()) {
        LOG.atWarn().setCause(end.cause()).log("a task of the event loop failed");
      }
    });
  }

  boolean isCurrentThread() {
    return group.next().inEventLoop();
  }

  private static void requireNativeLibrary() {
    if (!Epoll.isAvailable()) {
      throw new IllegalStateException(
          "subscriptions need Netty's native epoll library: add"
              + " io.netty:netty-transport-native-epoll with the classifier linux-x86_64 or"
              + " linux-aarch_64 (and --add-modules io.netty.transport.epoll.linux.x86_64 on a"
              + " module path); a noexec /tmp needs -Dio.netty.native.workdir=DIR",
          Epoll.unavailabilityCause());
    }
  }
}
