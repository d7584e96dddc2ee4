package io.wgnetlink.failover.engine;

import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.lifecycle.AfterContainerHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the steps of the walks that a class takes, and prints them at its end; and has it take
 * more walks by command, each property {@code walks} times as many as in a build:
 *
 * <pre>./mvnw -pl wg-failover -am test -Dtest='*Properties' -Dwalks=50</pre>
 */
public final class Walks implements AroundPropertyHook, AfterContainerHook {
  private static final Logger LOG = LoggerFactory.getLogger(Walks.class);

  /** How many times as many walks as in a build. */
  private static final int TIMES = Integer.getInteger("walks", 1);

  private static final AtomicLong TOTAL = new AtomicLong();
  private static final AtomicLong OF_CLASS = new AtomicLong();

  /** A walk ended that took so many steps. */
  public static void took(long steps) {
    TOTAL.addAndGet(steps);
    OF_CLASS.addAndGet(steps);
  }

  /** Returns how many steps the walks of the present class took. */
  public static long steps() {
    return OF_CLASS.get();
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    PropertyAttributes attributes = context.attributes();
    attributes.tries().filter(tries -> tries > 1).ifPresent(t -> attributes.setTries(t * TIMES));
    return property.execute();
  }

  /** After the class's own methods, which may still want to know. */
  @Override
  public int afterContainerProximity() {
    return -100;
  }

  @Override
  public void afterContainer(ContainerLifecycleContext context) {
    LOG.atInfo().log(
        "{}: {} steps; {} with those of the classes before",
        context.label(),
        OF_CLASS.getAndSet(0),
        TOTAL.get());
  }
}
