package io.wgnetlink.samples.cli;

import io.wgnetlink.wireguard.Endpoint;
import io.wgnetlink.wireguard.EndpointName;
import io.wgnetlink.wireguard.EndpointResolver;
import io.wgnetlink.wireguard.config.ConfigurationValues;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of endpoint names, with the patience and in the words of {@code wg}: when the
 * name servers do not answer it tries again, as often as {@code WG_ENDPOINT_RESOLUTION_RETRIES}
 * says, 15 times by default, with pauses that grow from one second to 20.
 *
 * <p>Unlike {@code wg} it looks up all names of a file at the same time.
 */
final class EndpointLookup implements AutoCloseable {
  static final String NO_SUCH_NAME = "Name or service not known";

  /** {@code EAI_AGAIN}, {@code gai_strerror(3)}: the only failure that time can mend. */
  private static final String NO_ANSWER = "Temporary failure in name resolution";

  private static final double FIRST_PAUSE_SECONDS = 1;
  private static final double PAUSE_GROWTH = 1.2;
  private static final double LONGEST_PAUSE_SECONDS = 20;
  private static final int DEFAULT_RETRIES = 15;

  private final EndpointResolver resolver = EndpointResolver.create();
  private final long retries;
  private final Consumer<String> warnings;

  EndpointLookup(Surroundings surroundings, Consumer<String> warnings) {
    this.retries = retries(surroundings.variable("WG_ENDPOINT_RESOLUTION_RETRIES"));
    this.warnings = warnings;
  }

  static long retries(String text) {
    if (text.equals("infinity")) {
      return Long.MAX_VALUE;
    }
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : DEFAULT_RETRIES;
  }

  /** Reads an argument {@code HOST:PORT}. */
  Endpoint read(String value) throws RefusedInputException {
    if (value.isEmpty()) {
      throw new RefusedInputException("Unable to parse empty endpoint");
    }
    EndpointName name = WgWords.read(value, ConfigurationValues::endpoint);
    return find(name, value, resolver.resolve(name));
  }

  /** Finds what names stand for; the names of a file that fails for the first of them. */
  Map<EndpointName, Endpoint> find(Collection<EndpointName> names) throws RefusedInputException {
    List<CompletableFuture<Endpoint>> started =
        names.stream().map(resolver::resolve).toList();
    Map<EndpointName, Endpoint> found = new HashMap<>();
    int i = 0;
    for (EndpointName name : names) {
      found.put(name, find(name, name.toString(), started.get(i++)));
    }
    return found;
  }

  private Endpoint find(EndpointName name, String value, CompletableFuture<Endpoint> started)
      throws RefusedInputException {
    CompletableFuture<Endpoint> lookup = started;
    double pause = FIRST_PAUSE_SECONDS;
    for (long attempt = 0; ; attempt++) {
      try {
        return lookup.get();
      } catch (ExecutionException e) {
        String reason = reason(e.getCause());
        String words = reason + ": `" + Echo.of(value) + "'";
        if (!reason.equals(NO_ANSWER) || attempt >= retries) {
          throw new RefusedInputException(words, e);
        }
        warnings.accept(
            String.format(Locale.ROOT, "%s. Trying again in %.2f seconds...", words, pause));
        sleep(pause);
        lookup = resolver.resolve(name);
        pause = Math.min(LONGEST_PAUSE_SECONDS, pause * PAUSE_GROWTH);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** The JDK's message is the host, and after a colon the reason where the system gave one. */
  private static String reason(@Nullable Throwable cause) {
    String message = cause instanceof UnknownHostException ? cause.getMessage() : null;
    int colon = message == null ? -1 : message.lastIndexOf(": ");
    return message == null || colon < 0 ? NO_SUCH_NAME : message.substring(colon + 2);
  }

  private static void sleep(double seconds) throws RefusedInputException {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.round(seconds * TimeUnit.SECONDS.toMillis(1)));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static RefusedInputException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RefusedInputException(Wgj.NAME + ": interrupted", e);
  }

  @Override
  public void close() {
    resolver.close();
  }
}
