package io.wgnetlink.netlink.internal.libc;

/**
 * Tells JNA where libraries are, so that it does not ask.
 *
 * <p>Unless the property {@code jna.platform.library.path} is set when JNA's {@code NativeLibrary}
 * is initialised, it runs {@code /sbin/ldconfig -p} and reads what that prints (JNA 5.19.1): a new
 * process. The folders given here are those that {@code ldconfig} knows on glibc systems without
 * being told; a program that loads other libraries from elsewhere by JNA names their folders in
 * {@code jna.library.path}, as ever.
 */
final class LibrarySearchPath {
  private static final String PROPERTY = "jna.platform.library.path";

  private LibrarySearchPath() {}

  /** Sets the property, unless somebody has. */
  static void tellJna(String architecture) {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, folders(architecture));
    }
  }

  private static String folders(String architecture) {
    String triplet = (architecture.equals("amd64") ? "x86_64" : architecture) + "-linux-gnu";
    return String.join(
        ":",
        "/usr/local/lib",
        "/lib/" + triplet,
        "/usr/lib/" + triplet,
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib");
  }
}
