package io.wgnetlink.testkit.internal;

import io.wgnetlink.netlink.wire.MessageReader;
import java.util.Optional;

/** What a netlink protocol does with requests; one that it refuses throws a {@link Refusal}. */
public interface Protocol {
  /**
   * Carries out a request that is no dump.
   *
   * @return what to answer in the place of an acknowledgement; empty where that is all
   */
  Optional<Answer> carryOut(MessageReader request);

  /** Begins a dump. */
  Answer dump(MessageReader request);
}
