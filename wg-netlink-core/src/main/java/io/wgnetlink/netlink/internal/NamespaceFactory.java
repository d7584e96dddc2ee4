package io.wgnetlink.netlink.internal;

import io.wgnetlink.netlink.NetworkNamespace;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link NetworkNamespace} of any handle, for our own modules only: the class hands over
 * its constructor when it is initialized, so that its public methods name no internal type.
 */
public final class NamespaceFactory {
  private static volatile @Nullable Function<NamespaceHandle, NetworkNamespace> constructor;

  private NamespaceFactory() {}

  /** Takes the constructor; called by the class itself. */
  public static void register(Function<NamespaceHandle, NetworkNamespace> ofHandle) {
    constructor = ofHandle;
  }

  /** Returns a namespace, which owns the handle. */
  public static NetworkNamespace namespace(NamespaceHandle handle) {
    try {
      MethodHandles.lookup().ensureInitialized(NetworkNamespace.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // it is public
    }
    return Objects.requireNonNull(constructor).apply(handle);
  }
}
