package io.wgnetlink.wireguard.internal;

import static java.util.Objects.requireNonNull;

import io.wgnetlink.net.InterfaceName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sockets of userspace daemons: {@code NAME.sock} in one folder, and whom they belong to.
 *
 * <p>Private keys are sent to whoever listens, and what he answers is believed, so it must be root
 * or the user that this process runs as. The socket must belong to one of them, and nobody else may
 * be able to put another in its place: the folder belongs to one of them too, and is writable by
 * its owner only; and so for the folders above it, which may be writable by others where these can
 * replace only what is theirs (the sticky bit, as in {@code /tmp}). A socket is not followed if it
 * is a symbolic link. The folder may be, {@code /var/run} usually is: the folder that it leads to
 * counts.
 */
final class UapiSockets {
  /** Where wireguard-go, boringtun and {@code wg} look. */
  static final Path FOLDER = Path.of("/var/run/wireguard");

  private static final String SUFFIX = ".sock";
  private static final int ROOT = 0;

  /**
   * {@code /proc/sys/kernel/overflowuid}: as whom a user namespace shows users from outside it,
   * among them the root who owns {@code /} and {@code /run} there.
   */
  private static final int OUTSIDE = 65534;

  private final Path folder;
  private final int ours;

  UapiSockets(Path folder) {
    this(folder, ownUser());
  }

  /** Looks for sockets in a folder, for a process that runs as this user. */
  UapiSockets(Path folder, int ours) {
    this.folder = folder;
    this.ours = ours;
  }

  private static int ownUser() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      return ROOT; // without /proc, nobody else is believed
    }
  }

  /** Returns the socket of an interface; empty when there is no such file. */
  Optional<Path> find(InterfaceName name) {
    try {
      Path socket = folder.resolve(name + SUFFIX);
      return Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(socket)
          : Optional.empty();
    } catch (InvalidPathException notAFileName) {
      return Optional.empty();
    }
  }

  /** Returns the names of interfaces that have a socket, or any file in its place. */
  List<InterfaceName> names() throws IOException {
    List<InterfaceName> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        InterfaceName.find(name.substring(0, name.length() - SUFFIX.length()))
            .ifPresent(names::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return names;
  }

  /** Returns why a socket is not to be talked to; empty when it is. */
  Optional<String> distrust(Path socket) throws IOException {
    FileStatus file = FileStatus.of(socket);
    if (file.isSymbolicLink()) {
      return Optional.of("it is a symbolic link");
    }
    if (!file.isSocket()) {
      return Optional.of("it is not a socket");
    }
    if (!isTrusted(file.owner())) {
      return Optional.of("it belongs to user " + Integer.toUnsignedString(file.owner()));
    }
    Path real = folder.toRealPath();
    FileStatus status = FileStatus.of(real);
    if (!isTrusted(status.owner()) || status.isWritableByOthers()) {
      return Optional.of(replaceable(real));
    }
    return distrustAbove(real);
  }

  private Optional<String> distrustAbove(Path real) throws IOException {
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      FileStatus status = FileStatus.of(above);
      boolean owned = isTrusted(status.owner()) || status.owner() == OUTSIDE;
      if (!owned || (status.isWritableByOthers() && !status.isSticky())) {
        return Optional.of(replaceable(above));
      }
    }
    return Optional.empty();
  }

  private static String replaceable(Path folder) {
    return "others than root and its user can replace it, as they can write to " + folder;
  }

  private boolean isTrusted(int user) {
    return user == ROOT || user == ours;
  }

  /**
   * What {@code lstat(2)} says of a file.
   *
   * @param mode {@code st_mode}: type and permissions, {@code linux/stat.h}
   * @param owner {@code st_uid}
   */
  private record FileStatus(int mode, int owner) {
    private static final int S_IFMT = 0170000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFSOCK = 0140000;
    private static final int S_ISVTX = 01000;
    private static final int S_IWGRP_S_IWOTH = 022;

    static FileStatus of(Path file) throws IOException {
      Map<String, Object> status =
          Files.readAttributes(file, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
      return new FileStatus(
          (int) requireNonNull(status.get("mode")), (int) requireNonNull(status.get("uid")));
    }

    boolean isSymbolicLink() {
      return (mode & S_IFMT) == S_IFLNK;
    }

    boolean isSocket() {
      return (mode & S_IFMT) == S_IFSOCK;
    }

    boolean isSticky() {
      return (mode & S_ISVTX) != 0;
    }

    boolean isWritableByOthers() {
      return (mode & S_IWGRP_S_IWOTH) != 0;
    }
  }
}
