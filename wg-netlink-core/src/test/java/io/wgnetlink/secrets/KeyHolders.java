package io.wgnetlink.secrets;

import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import io.wgnetlink.wireguard.config.ConfigurationDocument;
import io.wgnetlink.wireguard.config.QuickSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The classes of a module that hold a secret key, themselves or in what they hold, and print
 * themselves in a way of their own; found by reflection, so that a new one cannot be forgotten.
 */
public final class KeyHolders {
  private static final String OURS = "io.wgnetlink.";

  /** The keys themselves, and texts in which they are, or may be: of a file, of its hooks. */
  private static final Set<String> ORIGINS = Set.of(
      PrivateKey.class.getName(),
      PresharedKey.class.getName(),
      ConfigurationDocument.class.getPackageName() + ".TextSource",
      QuickSettings.class.getName());

  private KeyHolders() {}

  /** Returns the names of the classes in the modules of these classes. */
  public static Set<String> inModulesOf(Class<?>... members) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> member : members) {
      all.addAll(classesBeside(member));
    }
    Set<String> holders = new HashSet<>(ORIGINS);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Class<?> candidate : all) {
        grown |= mentions(candidate, holders) && holders.add(candidate.getName());
      }
    }
    Set<String> printing = new TreeSet<>();
    all.stream()
        .filter(candidate -> holders.contains(candidate.getName()))
        .filter(KeyHolders::printsItself)
        .forEach(candidate -> printing.add(candidate.getName()));
    return printing;
  }

  private static boolean mentions(Class<?> candidate, Set<String> holders) {
    for (Class<?> level = candidate; level != null; level = level.getSuperclass()) {
      for (Field field : level.getDeclaredFields()) {
        String type = field.getGenericType().getTypeName();
        if (!Modifier.isStatic(field.getModifiers())
            && Arrays.stream(type.split("[<>,? \\[\\]]+")).anyMatch(holders::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean printsItself(Class<?> candidate) {
    try {
      return !candidate.isInterface()
          && !Modifier.isAbstract(candidate.getModifiers())
          && candidate.getMethod("toString").getDeclaringClass() != Object.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Class<?>> classesBeside(Class<?> member) {
    try {
      URI source = member.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path root = Path.of(source);
      if (Files.isDirectory(root)) {
        return classesBelow(root, member);
      }
      try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
        return classesBelow(jar.getPath("/"), member);
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Class<?>> classesBelow(Path root, Class<?> member) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.startsWith(OURS) && name.endsWith(".class"))
          .filter(name -> !name.endsWith("-info.class"))
          .<Class<?>>map(name -> load(name.substring(0, name.lastIndexOf('.')), member))
          .toList();
    }
  }

  private static Class<?> load(String name, Class<?> member) {
    try {
      return Class.forName(name, false, member.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
