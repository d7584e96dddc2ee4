package io.wgnetlink.netlink.internal.epoll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.wgnetlink.netlink.internal.EventTransport;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back on the epoll loop whenever a descriptor can be read, until it is closed.
 *
 * <p>Rules that Netty 4.2.18 imposes, each of them measured:
 *
 * <ul>
 *   <li>the handle never throws: the loop would sleep for a second, for everybody;
 *   <li>interest is level-triggered and submitted once; an empty interest cannot be revived;
 *   <li>cancelling does not close the descriptor, which therefore has one owner, outside.
 * </ul>
 */
public final class EpollWatch implements EventTransport.Watch {
  private static final Logger LOG = LoggerFactory.getLogger(EpollWatch.class);

  private final EpollLoop loop;
  private final IoRegistration registration;
  private final Handle handle;

  private EpollWatch(EpollLoop loop, IoRegistration registration, Handle handle) {
    this.loop = loop;
    this.registration = registration;
    this.handle = handle;
  }

  /**
   * Starts watching a descriptor, which the caller owns and closes after this.
   *
   * @throws IllegalStateException when Netty's native library is missing
   */
  public static EpollWatch start(int descriptor, Runnable readable) {
    EpollLoop loop = EpollLoop.acquire();
    try {
      Handle handle = new Handle(new FileDescriptor(descriptor), readable);
      IoRegistration registration = loop.register(handle);
      registration.submit(EpollIoOps.EPOLLIN);
      return new EpollWatch(loop, registration, handle);
    } catch (RuntimeException e) {
      loop.release();
      throw e;
    }
  }

  /** Runs a task on the loop, between its callbacks, after a time. */
  @Override
  public void schedule(Runnable task, Duration delay) {
    loop.schedule(task, delay);
  }

  /**
   * Stops watching; the callback is not running any more when this returns, unless it is the
   * caller.
   */
  @Override
  public void close() {
    if (registration.cancel() && !loop.isCurrentThread()) {
      handle.awaitUnregistered();
    }
    loop.release();
  }

  private static final class Handle implements EpollIoHandle {
    private final FileDescriptor descriptor;
    private final Runnable readable;
    private final CountDownLatch unregistered = new CountDownLatch(1);

    Handle(FileDescriptor descriptor, Runnable readable) {
      this.descriptor = descriptor;
      this.readable = readable;
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        readable.run();
      } catch (Throwable e) {
        LOG.atWarn().setCause(e).log("an event handler failed");
      }
    }

    @Override
    public void unregistered() {
      unregistered.countDown();
    }

    /** The loop ends; the descriptor stays its owner's. */
    @Override
    public void close() {
      unregistered.countDown();
    }

    void awaitUnregistered() {
      boolean interrupted = false;
      while (true) {
        try {
          unregistered.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
