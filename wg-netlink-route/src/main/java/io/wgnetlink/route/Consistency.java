package io.wgnetlink.route;

/** How sure it is that what was read is what was there. */
public enum Consistency {
  /**
   * Everything that was there throughout the reading is in the result, once. What came, went or
   * changed meanwhile is in it as it was at some instant, or not.
   */
  COMPLETE,

  /**
   * Changes came so fast, or one destination has so many routes, that this could not be proved:
   * something may be missing, or be there twice.
   */
  UNPROVEN
}
