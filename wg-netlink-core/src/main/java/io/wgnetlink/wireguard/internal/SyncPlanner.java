package io.wgnetlink.wireguard.internal;

import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.SyncReport;

/** Finds the smallest change from a device to what is desired of it. */
public final class SyncPlanner {
  private SyncPlanner() {}

  /** Returns the report of a sync, with the update that makes it; nothing is sent. */
  public static SyncReport plan(Device device, DesiredDevice desired) {
    throw new UnsupportedOperationException("sync is being built");
  }
}
