package io.wgnetlink.wireguard.config;

/** Which of the two formats a text has; {@code wg-quick}'s is {@code wg}'s with more keys. */
public enum Dialect {
  /** What {@code wg setconf} reads and {@code wg showconf} prints; keys of wg-quick are errors. */
  WG,
  /** What {@code wg-quick} reads, from 1.0.20250521 on: a {@code #} in a hook is part of it. */
  WG_QUICK
}
