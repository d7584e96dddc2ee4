package io.wgnetlink.testkit.secrets;

import io.wgnetlink.wireguard.config.QuickSettings;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Prints objects, what they hold, and what goes wrong, as a careless program would. */
final class Showcase {
  /** Something that returns an object, or throws. */
  interface Action {
    Object run() throws Exception;
  }

  private final PrintStream out;
  private final Set<String> shown = new TreeSet<>();

  Showcase(PrintStream out) {
    this.out = out;
  }

  /** Returns the names of the classes of which an instance was printed. */
  Set<String> shown() {
    return shown;
  }

  /** Runs an action that succeeds, and shows what it returns. */
  void show(String what, Action action) {
    out.println("== " + what);
    try {
      show(action.run());
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  /** Runs an action that fails, and shows what it throws. */
  void showFailure(String what, Action action) {
    out.println("== " + what);
    Object returned;
    try {
      returned = action.run();
    } catch (Exception e) {
      showThrowable(e);
      return;
    }
    throw new AssertionError(what + " did not fail: " + returned);
  }

  /** Runs an action that may fail, and shows what comes of it. */
  void showEither(String what, Action action) {
    out.println("== " + what);
    try {
      show(action.run());
    } catch (Exception e) {
      showThrowable(e);
    }
  }

  private void showThrowable(Throwable thrown) {
    shown.add(thrown.getClass().getName());
    thrown.printStackTrace(out);
    out.println(thrown.getMessage() + " " + thrown.getLocalizedMessage());
    for (Method method : thrown.getClass().getMethods()) {
      if (method.getParameterCount() == 0
          && method.getDeclaringClass().getName().startsWith("io.wgnetlink")) {
        invoke(method, thrown);
      }
    }
    if (thrown.getCause() != null) {
      showThrowable(thrown.getCause());
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      showThrowable(suppressed);
    }
  }

  /** Prints an object, and then what it is made of. */
  void show(Object object) {
    if (object == null) {
      return;
    }
    out.println(object);
    out.printf("%s %s %d%n", object, object.getClass(), object.hashCode());
    shown.add(object.getClass().getName());
    if (object instanceof Optional<?> optional) {
      optional.ifPresent(this::show);
    } else if (object instanceof Collection<?> collection) {
      collection.forEach(this::show);
    } else if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        show(key);
        show(value);
      });
    } else if (object instanceof Throwable thrown) {
      showThrowable(thrown);
    } else if (object instanceof QuickSettings) {
      return; // its hooks are texts, which it hands out as they are and does not print
    } else if (object instanceof Record && object.getClass().getName().startsWith("io.wgnetlink")) {
      for (RecordComponent component : object.getClass().getRecordComponents()) {
        component.getAccessor().setAccessible(true);
        invoke(component.getAccessor(), object);
      }
    } else if (object.getClass().getName().startsWith("io.wgnetlink")) {
      showRecordsInside(object);
    }
  }

  /** Shows what an object keeps to itself, as far as that would print itself. */
  private void showRecordsInside(Object object) {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (field.getType().isRecord() && !Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        try {
          show(field.get(object));
        } catch (IllegalAccessException e) {
          throw new LinkageError(field.toString(), e);
        }
      }
    }
  }

  private void invoke(Method accessor, Object object) {
    try {
      show(accessor.invoke(object));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(accessor.toString(), e);
    }
  }
}
