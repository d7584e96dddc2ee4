package io.wgnetlink.nativetests;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Runs calls as a user without any capability, in a thread of their own.
 *
 * <p>The kernel keeps the user for each thread; only the C library's {@code setresuid} changes it
 * in all threads of a process, so this makes the system call itself. An effective user other than
 * root takes the effective capabilities away ({@code capabilities(7)}), all but one kind: whoever
 * has made a user namespace has every capability inside it.
 */
public final class OtherUser {
  /** Has no entry in the password file, and needs none. */
  public static final int UID = 4711;

  private static final int KEEP = -1;
  private static final Function SYSCALL = NativeLibrary.getInstance("c").getFunction("syscall");

  private OtherUser() {}

  /** Returns what the call throws, or empty when it returns. */
  public static Optional<Throwable> failureOf(Callable<?> call) {
    FutureTask<Optional<Throwable>> task = new FutureTask<>(() -> {
      become(UID);
      try {
        call.call();
        return Optional.empty();
      } catch (Exception e) {
        return Optional.of(e);
      }
    });
    Thread thread = new Thread(task, "another user");
    thread.start();
    try {
      return task.get();
    } catch (Exception e) {
      throw new AssertionError("the thread did not become another user", e);
    }
  }

  private static void become(int uid) {
    long number = "aarch64".equals(System.getProperty("os.arch")) ? 147 : 117;
    Object[] arguments = {number, (long) KEEP, (long) uid, (long) KEEP};
    if (SYSCALL.invokeLong(arguments) != 0) {
      throw new AssertionError("setresuid was refused");
    }
  }
}
