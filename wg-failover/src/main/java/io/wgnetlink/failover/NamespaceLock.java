package io.wgnetlink.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one controller runs in a network namespace with one protocol number, among all
 * processes of the machine.
 *
 * <h2>Why a file</h2>
 *
 * <p>An abstract Unix socket would be bound to the namespace by nature and would vanish with its
 * process, but any user of the namespace can take its name first and so keep the controller from
 * running; asking the kernel who holds it tells who that is and does not help. A record lock
 * ({@code fcntl(2)}, F_SETLK) on a file in a directory that only its owner can write to vanishes
 * with its process as well, also with one that is killed, and nobody else can take it. The file is
 * named by the inode of the namespace, which is unique on the machine while the namespace lives,
 * and by the protocol number. It is never deleted: between looking at a file and locking it, it
 * could be another one.
 *
 * <p>The directory has to belong to root or to the user of this process, and nobody else may be
 * able to write to it; a directory that somebody else prepared is refused. Where it cannot be made,
 * as in a container whose {@code /run} is read-only, a warning says that other processes are not
 * kept out. Containers that share a network namespace but not that directory do not see each other
 * either, until they are given one that they share.
 *
 * <h2>One process</h2>
 *
 * <p>Record locks belong to the process, and closing <em>any</em> descriptor of the file gives them
 * up. So controllers of one process are told apart before the file is opened, and where the library
 * is loaded twice, the descriptor of the second attempt is left open on purpose.
 */
final class NamespaceLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceLock.class);
  private static final Set<Key> ACTIVE = new HashSet<>();
  private static final Pattern KERNEL_NAMESPACE = Pattern.compile("net:\\[(\\d+)]");
  private static final Set<PosixFilePermission> FOREIGN_WRITERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private record Key(Object namespace, int protocol) {}

  private final Key key;
  private final @Nullable FileChannel channel;
  private final AtomicBoolean held = new AtomicBoolean(true);

  private NamespaceLock(Key key, @Nullable FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param namespace equal for equal namespaces; one of the kernel reads as
   *     {@code net:[4026531840]}
   * @param directory where the lock files are; made when it is not there
   * @throws IllegalStateException when another controller has it, with the process that it runs in,
   *     or when the directory is not safe
   */
  static NamespaceLock take(Object namespace, int protocol, Path directory) {
    Key key = new Key(namespace, protocol);
    synchronized (ACTIVE) {
      if (!ACTIVE.add(key)) {
        throw refusal(key, "in this process, " + ProcessHandle.current().pid());
      }
    }
    try {
      return new NamespaceLock(key, lockFile(key, directory));
    } catch (RuntimeException | Error e) {
      forget(key);
      throw e;
    }
  }

  private static @Nullable FileChannel lockFile(Key key, Path directory) {
    Matcher name = KERNEL_NAMESPACE.matcher(key.namespace().toString());
    if (!name.matches() || !prepare(directory)) {
      return null;
    }
    Path file = directory.resolve(name.group(1) + "-" + key.protocol() + ".lock");
    try {
      return lock(key, file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot lock " + file + "; the builder takes another directory", e);
    }
  }

  /** Returns whether the directory is there and can be used. */
  private static boolean prepare(Path directory) {
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectory(directory, ownerOnly);
    } catch (FileAlreadyExistsException e) {
      // That is what the next check is for.
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("cause", e)
          .log("no lock files can be made: a controller of another process is not kept out");
      return false;
    }
    try {
      requireOwn(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + directory, e);
    }
    return true;
  }

  private static void requireOwn(Path directory) throws IOException {
    Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Set<PosixFilePermission> permissions =
        new HashSet<>(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
    permissions.retainAll(FOREIGN_WRITERS);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !(owner.equals(0) || owner.equals(self))
        || !permissions.isEmpty()) {
      throw new IllegalStateException(directory
          + " is not safe for lock files: it has to be a directory of root or of the user of this"
          + " process, which nobody else can write to");
    }
  }

  private static FileChannel lock(Key key, Path file) throws IOException {
    FileChannel channel = FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Closing the channel would give up the lock of the other.
      throw refusal(key, "in this process, " + ProcessHandle.current().pid());
    }
    if (!locked) {
      try (channel) {
        throw refusal(key, "in process " + Files.readString(file).strip());
      }
    }
    try {
      channel.truncate(0);
      channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static IllegalStateException refusal(Key key, String where) {
    return new IllegalStateException("a controller with protocol " + key.protocol() + " runs in "
        + key.namespace() + " already, " + where
        + "; give one of them the groups of both, or end it");
  }

  /** Gives the lock up. Idempotent. */
  @Override
  public void close() {
    if (!held.getAndSet(false)) {
      return;
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("a lock file could not be closed");
    } finally {
      forget(key);
    }
  }

  private static void forget(Key key) {
    synchronized (ACTIVE) {
      ACTIVE.remove(key);
    }
  }
}
