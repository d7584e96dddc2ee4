package io.wgnetlink.testkit.internal;

import org.jspecify.annotations.Nullable;

/** Says what goes wrong with a request. */
public interface Trouble {
  /** The kinds of request that something can go wrong with. */
  enum RequestKind {
    READING,
    CHANGE,
    LISTING
  }

  /**
   * What goes wrong with one request after it has begun.
   *
   * @param interrupted its dump is flagged as interrupted
   * @param answerLost nobody hears what became of it
   * @param stumble the peer of a change that the kernel refuses, if it does
   */
  record Verdict(
      boolean interrupted, boolean answerLost, @Nullable Stumble stumble) {}

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
