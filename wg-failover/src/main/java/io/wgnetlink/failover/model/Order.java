package io.wgnetlink.failover.model;

/** What an operator wants. An order stands until another one ends it; a restart forgets it. */
public sealed interface Order {
  /**
   * Carry the group by this path and no other. Done at once, unless the path is down or was never
   * proved; then the group stays where it is until the path can be used.
   *
   * @param group name of the group
   * @param path name of one of its paths
   */
  record Use(String group, String path) implements Order {}

  /**
   * Let the group follow its policy again.
   *
   * @param group name of the group
   */
  record Automatic(String group) implements Order {}

  /**
   * Carry nothing by this tunnel that another path can carry.
   *
   * @param tunnel which tunnel, in all groups
   */
  record Drain(Tunnel tunnel) implements Order {}

  /**
   * Use this tunnel again.
   *
   * @param tunnel which tunnel, in all groups
   */
  record Undrain(Tunnel tunnel) implements Order {}
}
