package io.wgnetlink.netlink;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * An error number of the kernel, {@code asm-generic/errno.h} (the same on x86_64, aarch64 and
 * riscv64). Numbers without a name here are kept as they are.
 *
 * @param number the number, positive
 */
public record Errno(int number) implements Serializable {
  public static final Errno EPERM = new Errno(1);
  public static final Errno ENOENT = new Errno(2);
  public static final Errno ESRCH = new Errno(3);
  public static final Errno EAGAIN = new Errno(11);
  public static final Errno ENOMEM = new Errno(12);
  public static final Errno EACCES = new Errno(13);
  public static final Errno EBUSY = new Errno(16);
  public static final Errno EEXIST = new Errno(17);
  public static final Errno ENODEV = new Errno(19);
  public static final Errno EINVAL = new Errno(22);
  public static final Errno EROFS = new Errno(30);
  public static final Errno ERANGE = new Errno(34);
  public static final Errno EBADR = new Errno(53);
  public static final Errno EMSGSIZE = new Errno(90);
  public static final Errno EPROTONOSUPPORT = new Errno(93);
  public static final Errno EOPNOTSUPP = new Errno(95);
  public static final Errno EPFNOSUPPORT = new Errno(96);
  public static final Errno EAFNOSUPPORT = new Errno(97);
  public static final Errno EADDRINUSE = new Errno(98);
  public static final Errno EADDRNOTAVAIL = new Errno(99);
  public static final Errno ENETUNREACH = new Errno(101);
  public static final Errno ENOBUFS = new Errno(105);

  private record Meaning(String name, String text) {}

  private static final Map<Integer, Meaning> MEANINGS = new HashMap<>();

  static {
    define(1, "EPERM", "Operation not permitted");
    define(2, "ENOENT", "No such file or directory");
    define(3, "ESRCH", "No such process");
    define(4, "EINTR", "Interrupted system call");
    define(5, "EIO", "Input/output error");
    define(6, "ENXIO", "No such device or address");
    define(7, "E2BIG", "Argument list too long");
    define(9, "EBADF", "Bad file descriptor");
    define(11, "EAGAIN", "Resource temporarily unavailable");
    define(12, "ENOMEM", "Cannot allocate memory");
    define(13, "EACCES", "Permission denied");
    define(14, "EFAULT", "Bad address");
    define(16, "EBUSY", "Device or resource busy");
    define(17, "EEXIST", "File exists");
    define(18, "EXDEV", "Invalid cross-device link");
    define(19, "ENODEV", "No such device");
    define(22, "EINVAL", "Invalid argument");
    define(23, "ENFILE", "Too many open files in system");
    define(24, "EMFILE", "Too many open files");
    define(28, "ENOSPC", "No space left on device");
    define(30, "EROFS", "Read-only file system");
    define(32, "EPIPE", "Broken pipe");
    define(34, "ERANGE", "Numerical result out of range");
    define(36, "ENAMETOOLONG", "File name too long");
    define(38, "ENOSYS", "Function not implemented");
    define(40, "ELOOP", "Too many levels of symbolic links");
    define(42, "ENOMSG", "No message of desired type");
    define(52, "EBADE", "Invalid exchange");
    define(53, "EBADR", "Invalid request descriptor");
    define(61, "ENODATA", "No data available");
    define(71, "EPROTO", "Protocol error");
    define(74, "EBADMSG", "Bad message");
    define(75, "EOVERFLOW", "Value too large for defined data type");
    define(87, "EUSERS", "Too many users");
    define(89, "EDESTADDRREQ", "Destination address required");
    define(90, "EMSGSIZE", "Message too long");
    define(93, "EPROTONOSUPPORT", "Protocol not supported");
    define(95, "EOPNOTSUPP", "Operation not supported");
    define(96, "EPFNOSUPPORT", "Protocol family not supported");
    define(97, "EAFNOSUPPORT", "Address family not supported by protocol");
    define(98, "EADDRINUSE", "Address already in use");
    define(99, "EADDRNOTAVAIL", "Cannot assign requested address");
    define(100, "ENETDOWN", "Network is down");
    define(101, "ENETUNREACH", "Network is unreachable");
    define(104, "ECONNRESET", "Connection reset by peer");
    define(105, "ENOBUFS", "No buffer space available");
    define(107, "ENOTCONN", "Transport endpoint is not connected");
    define(110, "ETIMEDOUT", "Connection timed out");
    define(111, "ECONNREFUSED", "Connection refused");
    define(112, "EHOSTDOWN", "Host is down");
    define(113, "EHOSTUNREACH", "No route to host");
    define(114, "EALREADY", "Operation already in progress");
    define(126, "ENOKEY", "Required key not available");
  }

  private static void define(int number, String name, String text) {
    MEANINGS.put(number, new Meaning(name, text));
  }

  /** Returns the kernel's name, for example {@code ENODEV}. */
  public String name() {
    Meaning meaning = MEANINGS.get(number);
    return meaning == null ? "errno " + number : meaning.name();
  }

  /** Returns the text that {@code strerror(3)} has for it, for example {@code No such device}. */
  public String text() {
    Meaning meaning = MEANINGS.get(number);
    return meaning == null ? "Unknown error " + number : meaning.text();
  }

  /** Returns name and text, for example {@code ENODEV (No such device)}. */
  @Override
  public String toString() {
    Meaning meaning = MEANINGS.get(number);
    return meaning == null ? "errno " + number : meaning.name() + " (" + meaning.text() + ")";
  }
}
