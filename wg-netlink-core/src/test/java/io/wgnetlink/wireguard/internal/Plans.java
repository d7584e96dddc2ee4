package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.wireguard.DesiredDevice;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.SyncReport;

/** Plans of syncs of a device given as a value, each made in the ways in which it can be read. */
final class Plans {
  /** Few enough that peers go on in later messages. */
  private static final int ALLOWED_IPS_PER_MESSAGE = 2;

  private Plans() {}

  /** Returns the plan, which is the same whether the kernel or a daemon tells of the device. */
  static SyncReport plan(Device device, DesiredDevice desired) {
    DeviceComparison values = new DeviceComparison(desired);
    device.accept(values);
    SyncReport plan = SyncPlanner.plan(values);
    assertThat(planOfDump(device, desired)).isEqualTo(plan);
    return plan;
  }

  /** Reads a dump twice, as after an interruption. */
  private static SyncReport planOfDump(Device device, DesiredDevice desired) {
    DeviceComparison comparison = new DeviceComparison(desired);
    DeviceDecoder decoder = new DeviceDecoder(comparison);
    for (int attempt = 1; attempt <= 2; attempt++) {
      decoder.begin(attempt);
      DumpWriter.write(device, ALLOWED_IPS_PER_MESSAGE)
          .forEach(message -> decoder.message(Messages.read(message)));
    }
    return SyncPlanner.plan(comparison);
  }
}
