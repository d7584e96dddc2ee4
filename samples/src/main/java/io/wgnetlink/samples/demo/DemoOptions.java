package io.wgnetlink.samples.demo;

/**
 * How a demo is run.
 *
 * @param mode how traffic is moved
 * @param naive whether the older utility's algorithm runs instead of controllers
 * @param bothEnds whether hub B has a controller too, or the client only
 */
record DemoOptions(MeshMode mode, boolean naive, boolean bothEnds) {}
