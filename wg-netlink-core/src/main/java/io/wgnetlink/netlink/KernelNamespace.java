package io.wgnetlink.netlink;

import io.wgnetlink.netlink.internal.EventTransport;
import io.wgnetlink.netlink.internal.NamespaceHandle;
import io.wgnetlink.netlink.internal.SystemCallException;
import io.wgnetlink.netlink.internal.libc.Descriptor;
import io.wgnetlink.netlink.internal.libc.NamespaceCalls;
import io.wgnetlink.netlink.internal.libc.NetlinkSocket;
import io.wgnetlink.netlink.internal.libc.SysctlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A namespace of this machine's kernel, held by a descriptor. */
record KernelNamespace(Descriptor handle, String identity) implements NamespaceHandle {
  static final Path OWN = Path.of("/proc/thread-self/ns/net");

  /** Takes a descriptor over; its identity is what the kernel says the descriptor is. */
  static KernelNamespace of(Descriptor handle) {
    try {
      return new KernelNamespace(handle, readLink(Path.of("/proc/self/fd/" + handle.number())));
    } catch (UncheckedIOException e) {
      handle.close();
      throw e;
    }
  }

  @Override
  public void enter() {
    if (!identity.equals(readLink(OWN))) {
      NamespaceCalls.enter(handle);
    }
  }

  @Override
  public NetlinkSocket openRequestSocket(int protocol) {
    NetlinkSocket socket = NetlinkSocket.open(protocol);
    try {
      socket.prepareForRequests();
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public EventTransport openEventSocket(int protocol) {
    NettyRequirement.check();
    return KernelEvents.open(protocol);
  }

  @Override
  public String readSysctl(String file) {
    return SysctlFile.read(file);
  }

  @Override
  public void writeSysctl(String file, String value) {
    SysctlFile.write(file, value);
  }

  @Override
  public int descriptor() {
    return handle.number();
  }

  @Override
  public NamespaceHandle duplicate() {
    return new KernelNamespace(handle.duplicate(), identity);
  }

  @Override
  public void close() {
    handle.close();
  }

  private static String readLink(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + link + "; is /proc mounted?", e);
    }
  }
}
