package io.wgnetlink.samples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * What a demo measured, and whether it is what was promised.
 *
 * @param kernel the kernel's release
 * @param mode how traffic was moved
 * @param naive whether the older utility's algorithm ran instead of a controller
 * @param probesSent probes sent to the service, over both families
 * @param probesLost those that were not answered, {@link ProbeLog#lost}
 * @param outage the longest outage between cut and heal, {@link ProbeLog#outage}, of the family
 *     that was worse off
 * @param returnLost probes lost of those sent after the heal
 * @param before the path before the cut
 * @param during the path at the end of the cut
 * @param after the path at the end
 * @param leftovers namespaces, links, routes and threads that remained, {@link Leftovers}
 */
record DemoReport(
    String kernel,
    MeshMode mode,
    boolean naive,
    int probesSent,
    int probesLost,
    Duration outage,
    int returnLost,
    TrafficPath before,
    TrafficPath during,
    TrafficPath after,
    int leftovers) {

  /** Traffic switched to hub A and returned to hub B, in time, and nothing is left behind. */
  boolean isOk() {
    return hasSwitched()
        && hasReturned()
        && outage.compareTo(mode.outageBound()) < 0
        && (mode.mayLoseOnReturn() || returnLost == 0)
        && leftovers == 0;
  }

  private boolean hasSwitched() {
    return before.isBy(TrafficPath.Hub.B) && during.isBy(TrafficPath.Hub.A);
  }

  private boolean hasReturned() {
    return after.isBy(TrafficPath.Hub.B);
  }

  /** Returns the report as one line of JSON, for programs. */
  String toJson() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper
        .createObjectNode()
        .put("kernel", kernel)
        .put("mode", mode.toString())
        .put("naive", naive)
        .put("probes_sent", probesSent)
        .put("probes_lost", probesLost)
        .put("outage_ms", outage.toMillis())
        .put("return_lost", returnLost)
        .put("path_before", before.toString())
        .put("path_during", during.toString())
        .put("path_after", after.toString())
        .put("leftovers", leftovers)
        .put("ok", isOk());
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot print " + this, e);
    }
  }

  /** Returns the report in sentences, for people. */
  String toText() {
    String seconds = String.format("%.1f s", outage.toMillis() / 1000.0);
    StringBuilder text = new StringBuilder();
    text.append(String.format(
        "%d probes were sent, %d were lost (%d of them after the direct path had healed).%n",
        probesSent, probesLost, returnLost));
    text.append(
        hasSwitched()
            ? String.format("After the cut traffic came through by hub A within %s.%n", seconds)
            : String.format(
                "During the cut nothing came through by hub A (path before: %s, during: %s,"
                    + " longest outage: %s).%n",
                before, during, seconds));
    text.append(
        hasReturned()
            ? String.format("After the heal it returned to hub B.%n")
            : String.format("After the heal it did not return to hub B (path: %s).%n", after));
    text.append(
        leftovers == 0
            ? String.format("Nothing is left behind.%n")
            : String.format("Left behind: %d.%n", leftovers));
    text.append(String.format(
        "Promised in mode %s: an outage under %d s%s. %s.%n",
        mode,
        mode.outageBound().toSeconds(),
        mode.mayLoseOnReturn() ? "" : " and no loss on the return",
        isOk() ? "Kept" : "Not kept"));
    return text.toString();
  }
}
