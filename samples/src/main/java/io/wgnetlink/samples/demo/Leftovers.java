package io.wgnetlink.samples.demo;

import io.wgnetlink.link.Link;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteFilter;
import io.wgnetlink.route.RouteNetlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a demo leaves behind, found by comparing before and after: network namespaces that this
 * process still holds by a descriptor or a thread, links and routes in the namespace that it was
 * started in, and threads.
 */
final class Leftovers {
  /** Netty's and the JDK's own helper threads end a moment after the last one who used them. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String NAMESPACE_PREFIX = "net:[";

  private final Set<String> before = inventory();

  /** Returns what is there now and was not when this object was made. */
  List<String> find() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> found = inventory().stream()
          .filter(thing -> !before.contains(thing))
          .sorted()
          .collect(Collectors.toList());
      if (found.isEmpty() || System.nanoTime() - deadline > 0) {
        return found;
      }
      Thread.sleep(100);
    }
  }

  private static Set<String> inventory() {
    Set<String> things = new HashSet<>();
    namespaces().forEach(name -> things.add("network namespace " + name));
    try (RouteNetlink netlink = RouteNetlink.open()) {
      for (Link link : netlink.links()) {
        things.add("link " + link.index() + " " + link.name());
      }
      for (Route route : netlink.routes(RouteFilter.all().withTable(Route.TABLE_MAIN))) {
        things.add("route " + route);
      }
    }
    threads().forEach(thread -> things.add("thread " + thread.getId() + " " + thread.getName()));
    return things;
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive()
            && !isOfTheVirtualMachine(thread)
            && !thread.getName().equals(PartialMeshCommand.SHUTDOWN_HOOK))
        .collect(Collectors.toList());
  }

  /** Finalizers, cleaners and the like: not in a thread group of the program. */
  private static boolean isOfTheVirtualMachine(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || group.getName().equals("system")
        || Objects.equals(group.getName(), "InnocuousThreadGroup");
  }

  private static Set<String> namespaces() {
    Set<String> names = new HashSet<>();
    for (Path task : list(Path.of("/proc/self/task"))) {
      names.add(target(task.resolve("ns/net")));
    }
    for (Path descriptor : list(Path.of("/proc/self/fd"))) {
      names.add(target(descriptor));
    }
    names.removeIf(name -> !name.startsWith(NAMESPACE_PREFIX));
    return names;
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** A thread or descriptor that is gone meanwhile holds nothing. */
  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      return "";
    }
  }
}
