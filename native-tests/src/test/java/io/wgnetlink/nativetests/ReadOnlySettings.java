package io.wgnetlink.nativetests;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs calls where {@code /proc/sys} is read-only, as in a container, in a thread of their own.
 *
 * <p>The thread gets a mount namespace of its own, and puts a read-only mount of the folder over
 * it; threads and processes that it starts are in there, too.
 */
public final class ReadOnlySettings {
  private static final String FOLDER = "/proc/sys";

  /** {@code uapi/linux/sched.h}, {@code uapi/linux/mount.h}. */
  private static final int CLONE_NEWNS = 0x00020000;

  private static final long MS_RDONLY = 1;
  private static final long MS_REMOUNT = 32;
  private static final long MS_BIND = 4096;
  private static final long MS_REC = 16384;
  private static final long MS_PRIVATE = 1 << 18;

  private static final NativeLibrary LIBC = NativeLibrary.getInstance("c");

  private ReadOnlySettings() {}

  /** Returns what the call returns, and throws what it throws. */
  public static <T> T call(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(() -> {
      require("unshare", LIBC.getFunction("unshare"), CLONE_NEWNS);
      mount("none", "/", MS_REC | MS_PRIVATE);
      mount(FOLDER, FOLDER, MS_BIND | MS_REC);
      mount("none", FOLDER, MS_REMOUNT | MS_BIND | MS_RDONLY);
      return call.call();
    });
    Thread thread = new Thread(task, "read-only settings");
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void mount(String source, String target, long flags) {
    require("mount", LIBC.getFunction("mount"), source, target, Pointer.NULL, flags, Pointer.NULL);
  }

  private static void require(String what, Function function, Object... arguments) {
    if (function.invokeInt(arguments) != 0) {
      throw new AssertionError(what + " was refused with errno " + Native.getLastError());
    }
  }
}
