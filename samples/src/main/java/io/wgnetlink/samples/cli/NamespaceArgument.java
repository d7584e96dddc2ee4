package io.wgnetlink.samples.cli;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A network namespace as {@code --netns} names it: a name of {@code ip-netns(8)}, the path of a
 * file that stands for it, or the id of a process that is in it.
 *
 * <p>What has a slash is a path; a number is a name first, if there is such a name, as for
 * {@code ip}.
 */
final class NamespaceArgument {
  private static final Path NAMES = Path.of("/run/netns");
  private static final String PROCESS_ID = "[0-9]{1,9}";

  private NamespaceArgument() {}

  /**
   * Opens the namespace.
   *
   * @throws IllegalArgumentException when there is none of that name
   * @throws NetlinkException when it cannot be opened
   */
  static NetworkNamespace open(String text) {
    return open(text, NAMES);
  }

  static NetworkNamespace open(String text, Path names) {
    if (text.indexOf('/') >= 0) {
      return open(Path.of(text), text);
    }
    Path name = names.resolve(text);
    if (!text.isEmpty() && Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
      return open(name, text);
    }
    if (text.matches(PROCESS_ID)) {
      return NetworkNamespace.ofProcess(Long.parseLong(text));
    }
    throw new IllegalArgumentException("there is no network namespace '" + text + "' in " + names
        + "; 'ip netns add' makes one, and a path or the id of a process will do as well");
  }

  private static NetworkNamespace open(Path path, String text) {
    try {
      return NetworkNamespace.open(path);
    } catch (NetlinkException e) {
      if (e.is(Errno.EINVAL)) {
        throw new IllegalArgumentException("'" + text + "' is not a network namespace", e);
      }
      throw e;
    }
  }
}
