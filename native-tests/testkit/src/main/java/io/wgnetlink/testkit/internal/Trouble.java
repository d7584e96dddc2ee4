package io.wgnetlink.testkit.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what goes wrong with a request. */
public interface Trouble {
  /** The kinds of request that something can go wrong with. */
  enum RequestKind {
    READING,
    CHANGE,
    LISTING,
    /** Of addresses, routes, rules: anything of rtnetlink but links. */
    ROUTING_READING,
    ROUTING_CHANGE
  }

  /** What becomes of the answer to a request. */
  sealed interface AnswerFate {
    record Heard() implements AnswerFate {}

    record Lost() implements AnswerFate {}

    record Garbled() implements AnswerFate {}

    record Warned(String text) implements AnswerFate {}
  }

  /**
   * What goes wrong with one request after it has begun.
   *
   * @param interrupted its dump is flagged as interrupted
   * @param answer whether it is heard what became of it
   * @param stumble the peer of a change that the kernel refuses, if it does
   */
  record Verdict(
      boolean interrupted, AnswerFate answer, @Nullable Stumble stumble) {
    /** Returns what is sent in place of the answer. */
    public Optional<Answer> otherAnswer() {
      if (answer instanceof AnswerFate.Lost) {
        return Optional.of(Answer.lost());
      }
      if (answer instanceof AnswerFate.Garbled) {
        return Optional.of(Answer.garbled());
      }
      return answer instanceof AnswerFate.Warned warned
          ? Optional.of(Answer.warning(warned.text()))
          : Optional.empty();
    }
  }

  /**
   * A change is refused when so many of its peers were applied.
   *
   * @param afterPeers how many
   * @param refusal the answer then
   */
  record Stumble(int afterPeers, Refusal refusal) {}

  /**
   * Called before a request is carried out, on its thread and without the kernel's lock, so that it
   * can wait.
   *
   * @throws Refusal when nothing of the request is to be carried out
   */
  Verdict before(RequestKind kind);
}
