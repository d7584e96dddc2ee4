package io.wgnetlink.netlink.internal;

/**
 * What stands behind a network namespace: a descriptor of this machine's kernel, or a kernel that
 * is in memory.
 *
 * <p>Failures throw {@link SystemCallException}.
 */
public interface NamespaceHandle extends AutoCloseable {
  /** Returns what tells namespaces apart, for example {@code net:[4026531840]}. */
  String identity();

  /** Moves the calling thread, which is not used for anything else afterwards, into it. */
  void enter();

  /** Opens a socket for requests of a protocol; the calling thread has entered. */
  RequestTransport openRequestSocket(int protocol);

  /** Returns what a file of {@code /proc/sys/net} holds; the calling thread has entered. */
  String readSysctl(String file);

  /** Writes a file of {@code /proc/sys/net}; the calling thread has entered. */
  void writeSysctl(String file, String value);

  /** Opens a socket for multicast of a protocol; the calling thread has entered. */
  EventTransport openEventSocket(int protocol);

  /** Returns the number of the descriptor; unsupported where there is none. */
  int descriptor();

  NamespaceHandle duplicate();

  @Override
  void close();
}
