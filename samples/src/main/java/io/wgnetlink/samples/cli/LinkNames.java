package io.wgnetlink.samples.cli;

import io.wgnetlink.link.Link;
import io.wgnetlink.route.RouteNetlink;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The names of interfaces by index; asks the kernel, and connects to it on the first question. */
final class LinkNames implements IntFunction<Optional<String>>, AutoCloseable {
  private @Nullable RouteNetlink netlink;

  @Override
  public Optional<String> apply(int index) {
    if (netlink == null) {
      netlink = RouteNetlink.open();
    }
    return netlink.link(index).map(Link::name).map(Object::toString);
  }

  @Override
  public void close() {
    if (netlink != null) {
      netlink.close();
    }
  }
}
