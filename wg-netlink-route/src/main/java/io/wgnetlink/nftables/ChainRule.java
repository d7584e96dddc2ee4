package io.wgnetlink.nftables;

import java.util.List;
import java.util.Optional;

/**
 * A rule of a chain: expressions that are evaluated in order, until one says that the packet does
 * not match. Immutable.
 *
 * @param chain where it is
 * @param expressions what it looks at and does
 * @param comment what was written to it for people
 * @param handle the kernel's number of it; 0 of a new one
 */
public record ChainRule(
    ChainId chain, List<Expression> expressions, Optional<String> comment, long handle) {
  public ChainRule {
    expressions = List.copyOf(expressions);
    comment.ifPresent(text -> Comments.require("rule", text));
  }

  /** Returns a new rule. */
  public static ChainRule of(ChainId chain, List<Expression> expressions) {
    return new ChainRule(chain, expressions, Optional.empty(), 0);
  }

  /** Returns the same with a comment, at most 127 bytes. */
  public ChainRule withComment(String text) {
    return new ChainRule(chain, expressions, Optional.of(text), handle);
  }
}
