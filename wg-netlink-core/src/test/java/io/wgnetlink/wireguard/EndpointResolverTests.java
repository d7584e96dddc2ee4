package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.net.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Time and threads are the test's: a lookup runs when it is taken from {@link #threads}. */
class EndpointResolverTests {
  private static final EndpointName HUB = EndpointName.parse("hub.example:51820");
  private static final EndpointName BAD = EndpointName.parse("bad.example:1");

  private final Map<String, List<String>> answers = new HashMap<>();
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private Optional<Error> noThreads = Optional.empty();
  private final List<String> lookups = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // System.nanoTime() can overflow
  private final EndpointResolver resolver = EndpointResolver.builder()
      .lookup(this::lookup)
      .listener(new EndpointResolver.Listener() {
        @Override
        public void endpointChanged(
            EndpointName name, Endpoint endpoint, Optional<Endpoint> previous) {
          events.add(name.host() + " " + previous.map(e -> e + " -> ").orElse("") + endpoint);
        }

        @Override
        public void lookupFailed(EndpointName name, UnknownHostException cause) {
          events.add(name.host() + " failed");
        }
      })
      .threads(4)
      .build(() -> now, this::onThread);

  private void onThread(Runnable task) {
    if (noThreads.isPresent()) {
      throw noThreads.get();
    }
    threads.add(task);
  }

  private List<InetAddress> lookup(String host) throws UnknownHostException {
    lookups.add(host);
    List<String> found = answers.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found.stream().map(IpAddresses::parse).toList();
  }

  private void runLookups() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  private void follow(EndpointName name) {
    CompletableFuture<Endpoint> unused = resolver.resolve(name);
  }

  @Test
  void shouldTryAgainWhenThereIsNoThread() throws Exception {
    answers.put("hub.example", List.of("192.0.2.1"));
    noThreads = Optional.of(new OutOfMemoryError("unable to create native thread (a test)"));
    List<CompletableFuture<Endpoint>> waiting =
        Stream.of(HUB, BAD, HUB).map(resolver::resolve).toList();
    assertThat(resolver.runDue())
        .as("soon")
        .isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    pass(Duration.ofMillis(999));
    assertThat(threads).isEmpty();

    noThreads = Optional.empty();
    pass(Duration.ofMillis(1));
    assertThat(lookups).containsExactly("hub.example", "bad.example");
    assertThat(waiting.get(0).get()).isEqualTo(Endpoint.parse("192.0.2.1:51820"));
    assertThat(waiting.get(2)).isCompleted();
    assertThat(waiting.get(1)).isCompletedExceptionally();
    assertThat(events).containsExactly("hub.example 192.0.2.1:51820", "bad.example failed");
    pass(Duration.ofSeconds(1));
    assertThat(lookups).as("their threads were given back").hasSize(3);
  }

  /** Lets time pass, and returns after how many seconds the resolver wants to be called again. */
  private long pass(Duration time) {
    now += time.toNanos();
    long next = resolver.runDue();
    runLookups();
    return TimeUnit.NANOSECONDS.toSeconds(next);
  }

  @Test
  void shouldKeepAllAddressesAndUseTheFirst() {
    answers.put("hub.example", List.of("192.0.2.1", "2001:db8::1", "192.0.2.1"));
    CompletableFuture<Endpoint> answer = resolver.resolve(HUB);
    assertThat(answer).isNotDone();
    assertThat(resolver.current(HUB)).isEmpty();
    runLookups();
    assertThat(answer).isCompletedWithValue(Endpoint.parse("192.0.2.1:51820"));
    assertThat(resolver.current(HUB)).contains(Endpoint.parse("192.0.2.1:51820"));
    assertThat(resolver.all(HUB))
        .containsExactly(Endpoint.parse("192.0.2.1:51820"), Endpoint.parse("[2001:db8::1]:51820"));
  }

  @Test
  void shouldStayWithAnAddressThatIsStillAmongTheAnswers() {
    answers.put("hub.example", List.of("192.0.2.1", "192.0.2.2"));
    follow(HUB);
    runLookups();
    answers.put("hub.example", List.of("192.0.2.3", "192.0.2.1"));
    CompletableFuture<Endpoint> again = resolver.resolve(HUB);
    runLookups();
    assertThat(again).isCompletedWithValue(Endpoint.parse("192.0.2.1:51820"));
    answers.put("hub.example", List.of("192.0.2.3", "192.0.2.2"));
    resolver.refresh();
    runLookups();
    assertThat(resolver.current(HUB)).contains(Endpoint.parse("192.0.2.3:51820"));
    assertThat(events)
        .containsExactly(
            "hub.example 192.0.2.1:51820", "hub.example 192.0.2.1:51820 -> 192.0.2.3:51820");
  }

  @Test
  void shouldReturnAnAddressAtOnce() {
    Endpoint endpoint = Endpoint.parse("[2001:db8::1]:7");
    EndpointName name = EndpointName.of(endpoint);
    assertThat(resolver.resolve(name)).isCompletedWithValue(endpoint);
    assertThat(resolver.current(name)).contains(endpoint);
    assertThat(resolver.all(name)).containsExactly(endpoint);
    assertThat(threads).isEmpty();
  }

  @Test
  void shouldTryAgainLaterAndLater() {
    CompletableFuture<Endpoint> answer = resolver.resolve(BAD);
    runLookups();
    assertThat(answer).isCompletedExceptionally();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(answer::get)
        .withCauseInstanceOf(UnknownHostException.class);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      long pause = pass(Duration.ZERO);
      pauses.add(pause);
      pass(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(lookups).hasSize(1 + i);
      pass(Duration.ofNanos(1));
      assertThat(lookups).hasSize(2 + i);
    }
    assertThat(pauses)
        .containsExactly(
            1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 1024L, 1800L, 1800L, 1800L);
  }

  @Test
  void shouldKeepWhatItKnowsWhenALookupFails() {
    answers.put("hub.example", List.of("192.0.2.1"));
    follow(HUB);
    runLookups();
    answers.clear();
    CompletableFuture<Endpoint> again = resolver.resolve(HUB);
    runLookups();
    assertThat(again).isCompletedWithValue(Endpoint.parse("192.0.2.1:51820"));
    assertThat(events).containsExactly("hub.example 192.0.2.1:51820", "hub.example failed");
    assertThat(pass(Duration.ZERO)).isEqualTo(1);
  }

  @Test
  void shouldLookAgainEveryHalfHourAfterASuccess() {
    answers.put("hub.example", List.of("192.0.2.1"));
    follow(HUB);
    runLookups();
    assertThat(pass(Duration.ZERO)).isEqualTo(1800);
    pass(Duration.ofMinutes(30).minusNanos(1));
    assertThat(lookups).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(lookups).hasSize(2);
  }

  @Test
  void shouldCountFailuresFromOneAgainAfterASuccess() {
    follow(HUB);
    runLookups();
    pass(Duration.ofSeconds(1));
    assertThat(pass(Duration.ZERO)).isEqualTo(2);
    answers.put("hub.example", List.of("192.0.2.1"));
    pass(Duration.ofSeconds(2));
    assertThat(pass(Duration.ZERO)).isEqualTo(1800);
    answers.clear();
    pass(Duration.ofMinutes(30));
    assertThat(pass(Duration.ZERO)).isEqualTo(1);
  }

  @Test
  void shouldLookOnceMoreWhenAskedDuringALookup() {
    answers.put("hub.example", List.of("192.0.2.1"));
    CompletableFuture<Endpoint> first = resolver.resolve(HUB);
    CompletableFuture<Endpoint> second = resolver.resolve(HUB);
    resolver.refresh();
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(first).isDone();
    assertThat(second).isDone();
    assertThat(threads).hasSize(1);
    runLookups();
    assertThat(lookups).hasSize(2);
  }

  @Test
  void shouldGiveBadNamesHalfOfTheThreads() {
    List<EndpointName> bad =
        Stream.of("a", "b", "c", "d").map(host -> new EndpointName(host, 1)).toList();
    bad.forEach(this::follow);
    runLookups();
    lookups.clear();
    resolver.refresh();
    assertThat(threads).hasSize(2);
    answers.put("hub.example", List.of("192.0.2.1"));
    CompletableFuture<Endpoint> good = resolver.resolve(HUB);
    assertThat(threads).hasSize(3);
    threads.removeLast().run();
    assertThat(good).isCompletedWithValue(Endpoint.parse("192.0.2.1:51820"));
    runLookups();
    assertThat(lookups).containsExactly("hub.example", "a", "b", "c", "d");
  }

  @Test
  void shouldRunNoMoreLookupsThanThreads() {
    for (int i = 0; i < 9; i++) {
      follow(new EndpointName("n" + i + ".example", 1));
    }
    assertThat(threads).hasSize(4);
    threads.remove().run();
    assertThat(threads).hasSize(4);
    runLookups();
    assertThat(lookups).hasSize(9);
  }

  @Test
  void shouldTreatAnEmptyAnswerAndABrokenLookupAsFailures() {
    answers.put("hub.example", List.of());
    follow(HUB);
    answers.put("bad.example", List.of("not an address"));
    CompletableFuture<Endpoint> broken = resolver.resolve(BAD);
    runLookups();
    assertThat(events).containsExactly("hub.example failed", "bad.example failed");
    assertThat(broken).isCompletedExceptionally();
    assertThat(pass(Duration.ZERO)).isEqualTo(1);
  }

  @Test
  void shouldForgetANameAndWhatWaitsForIt() {
    answers.put("hub.example", List.of("192.0.2.1"));
    CompletableFuture<Endpoint> answer = resolver.resolve(HUB);
    resolver.forget(HUB);
    resolver.forget(BAD);
    runLookups();
    assertThat(answer).isCancelled();
    assertThat(resolver.current(HUB)).isEmpty();
    assertThat(events).isEmpty();
    assertThat(pass(Duration.ofHours(1))).isEqualTo(1800);
    assertThat(lookups).hasSize(1);
  }

  @Test
  void shouldStopOnClose() {
    CompletableFuture<Endpoint> answer = resolver.resolve(HUB);
    resolver.close();
    resolver.close();
    assertThat(answer).isCancelled();
    assertThatIllegalStateException().isThrownBy(() -> resolver.resolve(HUB));
    assertThatIllegalStateException().isThrownBy(resolver::refresh);
    assertThat(resolver.current(HUB)).isEmpty();
    runLookups();
    assertThat(events).isEmpty();
  }

  @Test
  void shouldGoOnAfterAListenerThatFails() throws Exception {
    CountDownLatch called = new CountDownLatch(2);
    try (EndpointResolver real = EndpointResolver.builder()
        .lookup(host -> List.of(IpAddresses.parse("192.0.2.9")))
        .listener(new EndpointResolver.Listener() {
          @Override
          public void endpointChanged(
              EndpointName name, Endpoint endpoint, Optional<Endpoint> previous) {
            called.countDown();
            throw new IllegalStateException("from the listener");
          }
        })
        .build()) {
      real.resolve(HUB).get(1, TimeUnit.MINUTES);
      real.resolve(BAD).get(1, TimeUnit.MINUTES);
      assertThat(called.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(real.resolve(HUB).get(1, TimeUnit.MINUTES))
          .isEqualTo(Endpoint.parse("192.0.2.9:51820"));
    }
  }

  @Test
  void shouldTryAgainByItself() throws Exception {
    CountDownLatch tries = new CountDownLatch(3);
    try (EndpointResolver real = EndpointResolver.builder()
        .lookup(host -> {
          tries.countDown();
          throw new UnknownHostException(host);
        })
        .firstRetry(Duration.ofMillis(1))
        .longestPause(Duration.ofMillis(2))
        .build()) {
      CompletableFuture<Endpoint> unused = real.resolve(BAD);
      assertThat(tries.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void shouldAskTheJdkByDefault() throws Exception {
    try (EndpointResolver real = EndpointResolver.create()) {
      Endpoint here = real.resolve(EndpointName.parse("localhost:9")).get(1, TimeUnit.MINUTES);
      assertThat(here.address().isLoopbackAddress()).isTrue();
      assertThat(here.port()).isEqualTo(9);
    }
  }

  @Test
  void shouldRefuseSettingsThatCannotWork() {
    EndpointResolver.Builder builder = EndpointResolver.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.threads(1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.firstRetry(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.longestPause(Duration.ofSeconds(-1)));
  }
}
