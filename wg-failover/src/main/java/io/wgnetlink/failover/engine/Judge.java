package io.wgnetlink.failover.engine;

import io.wgnetlink.failover.model.Detection;
import io.wgnetlink.failover.model.Finding;
import java.util.Optional;

/**
 * Weighs what is collected of a tunnel, from the strongest proof on.
 *
 * <ul>
 *   <li><b>A session that went down</b> is a verdict at once: the source that keeps it has its own
 *       patience. It promises no more than that few packets are lost; where echo requests show that
 *       many are, other evidence has to confirm it.
 *   <li><b>The one-way fingerprint</b> and <b>the kernel's verdict</b> are proofs by themselves.
 *   <li><b>Nudge silence</b> needs an initiation of the kernel that is unanswered too.
 *   <li><b>A row of echo misses</b> needs requests before it of which few were lost, and a tunnel
 *       in which nothing else arrived either; and where a handshake can be forced, that has to be
 *       unanswered as well.
 *   <li><b>Forced handshakes</b> that stay unanswered are a proof, and are made only where a tunnel
 *       was suspect by its own habits; never where echo requests show that many packets are lost,
 *       since handshakes are lost as well.
 * </ul>
 *
 * <p>Doubt comes before each of these: a broken promise of WireGuard, a row of misses that is one
 * short, an unusual silence, or initiations of the kernel that nothing follows.
 */
final class Judge {
  /**
   * A conclusion.
   *
   * @param from when what it is about began
   * @param brokenAt when it could be known; who lives later, outlived the tunnel
   * @param because the words
   * @param handshakes how many are to be forced to be sure, 0 for none
   */
  record Verdict(long from, long brokenAt, Finding because, int handshakes) {}

  private final long echoInterval;
  private final int misses;
  private final Nudges nudges;
  private final KernelVerdict kernel;
  private final OneWayFingerprint oneWay;
  private final Echoes echoes;
  private final ForcedHandshake forced;
  private final Sessions sessions;

  Judge(
      Detection detection,
      Nudges nudges,
      KernelVerdict kernel,
      OneWayFingerprint oneWay,
      Echoes echoes,
      ForcedHandshake forced,
      Sessions sessions) {
    this.echoInterval = detection.echoInterval().toNanos();
    this.misses = detection.misses();
    this.nudges = nudges;
    this.kernel = kernel;
    this.oneWay = oneWay;
    this.echoes = echoes;
    this.forced = forced;
    this.sessions = sessions;
  }

  /**
   * Returns why the tunnel is dead, if it is.
   *
   * @param silent how long nothing arrived
   * @param suspect whether it is suspect already
   */
  Optional<Verdict> death(long at, long silent, boolean suspect) {
    long silence = nudges.silence(at);
    long unanswered = kernel.unanswered(at);
    if (sessions.news().isPresent() && !echoes.lossy()) {
      return sessions.news();
    } else if (oneWay.proved(at)) {
      return Optional.of(new Verdict(oneWay.firstAt(), oneWay.lastAt(), oneWay.finding(at), 0));
    } else if (unanswered >= Nudges.PROMISE
        && silent >= KernelVerdict.PATIENCE
        && kernel.refused(at)) {
      return since(
          at,
          unanswered,
          Findings.kernelVerdict(silent, nudges.count(), kernel.sinceInitiation(at)));
    } else if (silence >= Nudges.SILENCE && nudges.count() > 1 && kernel.refused(at)) {
      return since(at, silence, Findings.nudgeSilence(nudges.count(), silence, silent));
    } else if (kernel.initiations() >= KernelVerdict.VAIN_INITIATIONS) {
      return unrenewed(at);
    } else if (echoes.proved(at)
        && silent >= most(misses - 1)
        && !forced.running()
        && !forced.available(at)) {
      return since(at, at - echoes.firstMissAt(), Findings.echoSilence(echoes.misses(at), silent));
    } else if (suspect && forced.unanswered(at, forcedPatience())) {
      return since(at, silent, Findings.handshakeUnanswered(forced.attempts(), silent));
    }
    return Optional.empty();
  }

  /** Returns why a tunnel that is up is in doubt, if it is. */
  Optional<Verdict> doubt(long at, long silent) {
    long silence = nudges.silence(at);
    long unanswered = kernel.unanswered(at);
    long longest = Math.max(silence, unanswered);
    if (sessions.news().isPresent()) {
      return sessions.news();
    } else if (longest >= Nudges.PROMISE) {
      return since(at, longest, Findings.promiseBroken(silence >= unanswered, longest));
    } else if (echoes.suspicious(at) && silent >= most(misses - 2)) {
      return Optional.of(new Verdict(
          echoes.firstMissAt(),
          at,
          Findings.echoSilence(echoes.misses(at), silent),
          ForcedHandshake.ATTEMPTS_AFTER_ECHOES));
    } else if (forced.unusual(at) && !echoes.lossy()) {
      return Optional.of(new Verdict(
          at - forced.quiet(at), at, Findings.unusual(forced.quiet(at)), ForcedHandshake.ATTEMPTS));
    } else if (kernel.initiations() >= KernelVerdict.DOUBTFUL_INITIATIONS) {
      return unrenewed(at);
    }
    return Optional.empty();
  }

  private Optional<Verdict> unrenewed(long at) {
    long span = at - kernel.firstInitiationAt();
    return since(at, span, Findings.unrenewed(kernel.initiations(), span));
  }

  private static Optional<Verdict> since(long at, long span, Finding because) {
    return Optional.of(new Verdict(at - span, at, because, 0));
  }

  /** Most of the time that so many echo requests take, which are up to a fifth closer. */
  private long most(int intervals) {
    return intervals * echoInterval * 4 / 5;
  }

  /** Where the round trip is known, an answer is not waited for much longer than that. */
  private long forcedPatience() {
    return echoes.roundTrip() > 0 ? echoes.patience() : ForcedHandshake.PATIENCE;
  }
}
