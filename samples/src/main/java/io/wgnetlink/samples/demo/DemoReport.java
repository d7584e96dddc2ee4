package io.wgnetlink.samples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a demo measured, and whether it is what was promised.
 *
 * @param kernel the kernel's release
 * @param options how the demo was run
 * @param measured what was measured
 * @param naive what the older utility's algorithm made of the same; empty when it did not run
 *     beside
 * @param leftovers namespaces, links, routes and threads that remained, {@link Leftovers}
 */
record DemoReport(
    String kernel,
    DemoOptions options,
    Measured measured,
    Optional<Measured> naive,
    int leftovers) {

  /** All went as {@link Promise} says, and nothing is left behind. */
  boolean isOk() {
    return measured.keeps(promise()) && leftovers == 0;
  }

  private Promise promise() {
    return Promise.of(options);
  }

  /** Returns the report as one line of JSON, for programs. */
  String toJson() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper
        .createObjectNode()
        .put("kernel", kernel)
        .put("mode", options.mode().toString())
        .put("scenario", options.scenario().toString())
        .put("naive", options.naive())
        .put("detect", options.naive() ? null : options.detector().toString())
        .put("warm_up", options.warm())
        .put("probes_sent", measured.sent())
        .put("probes_lost", measured.lost())
        .put("verdict_ms", millis(measured.verdict()))
        .put("verdict_bound_ms", millis(promise().verdict()))
        .put("outage_ms", measured.outage().toMillis())
        .put("outage_bound_ms", promise().outage().toMillis())
        .put("return_lost", measured.returnLost())
        .put("path_before", measured.before().toString())
        .put("path_during", measured.during().toString())
        .put("path_after", measured.after().toString());
    measured.flapping().ifPresent(flapping -> put(json, flapping));
    naive.ifPresent(other -> json.putObject("naive_beside")
        .put("probes_lost", other.lost())
        .put("outage_ms", other.outage().toMillis())
        .put("return_lost", other.returnLost())
        .put("path_during", other.during().toString())
        .put("path_after", other.after().toString()));
    json.put("leftovers", leftovers).put("ok", isOk());
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot print " + this, e);
    }
  }

  @SuppressWarnings("NullAway") // a JSON null
  private static Long millis(Optional<Duration> time) {
    return time.map(Duration::toMillis).orElse(null);
  }

  private static void put(ObjectNode json, Flapping flapping) {
    json.put("cuts", flapping.cuts())
        .put("moves", flapping.moves())
        .put("most_moves_a_minute", flapping.mostInAMinute());
    ArrayNode holdUps = json.putArray("hold_ups_ms");
    flapping.holdUps().forEach(holdUp -> holdUps.add(holdUp.toMillis()));
  }

  /** Returns the report in sentences, for people. */
  String toText() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%d probes were sent, %d were lost (%d of them after the direct path had healed).",
        measured.sent(),
        measured.lost(),
        measured.returnLost());
    measured
        .verdict()
        .ifPresent(verdict ->
            line(text, "The client found the direct tunnel dead within %s.", seconds(verdict)));
    line(text, "%s", whatTheCutDid());
    line(
        text,
        measured.hasReturned()
            ? "After the heal it returned to hub B."
            : "After the heal it did not return to hub B (path: " + measured.after() + ").");
    measured.flapping().ifPresent(flapping -> line(text, "%s", flapping));
    line(text, leftovers == 0 ? "Nothing is left behind." : "Left behind: " + leftovers + ".");
    line(text, "Promised%s: %s. %s.", forWhat(), promise(), isOk() ? "Kept" : "Not kept");
    naive.ifPresent(other -> compare(text, other));
    return text.toString();
  }

  private String whatTheCutDid() {
    String outage = seconds(measured.outage());
    return measured.hasSwitched()
        ? "After the cut traffic came through by hub A within " + outage + "."
        : "During the cut nothing came through by hub A (path before: " + measured.before()
            + ", during: " + measured.during() + ", longest outage: " + outage + ").";
  }

  private String forWhat() {
    return " in mode " + options.mode()
        + (options.naive() ? " of a controller" : ", detector " + options.detector());
  }

  private void compare(StringBuilder text, Measured other) {
    line(text, "");
    line(text, "%-12s  %9s  %6s  %s", "", "outage", "lost", "path during the cut");
    row(text, "failover", measured);
    row(text, "naive", other);
  }

  private static void row(StringBuilder text, String who, Measured one) {
    line(text, "%-12s  %9s  %6d  %s", who, seconds(one.outage()), one.lost(), one.during());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }
}
