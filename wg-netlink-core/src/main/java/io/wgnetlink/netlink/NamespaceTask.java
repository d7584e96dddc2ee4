package io.wgnetlink.netlink;

import org.jspecify.annotations.Nullable;

/**
 * Work to do inside a network namespace.
 *
 * @param <T> what it returns
 * @param <E> the checked exception it throws, if any
 */
@FunctionalInterface
public interface NamespaceTask<T extends @Nullable Object, E extends Exception> {
  T run() throws E;
}
