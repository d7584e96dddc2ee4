package io.wgnetlink.testkit.conformance;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.testkit.InMemoryKernel;
import io.wgnetlink.wireguard.WireGuard;

/** A kernel in memory as a machine of the conformance suite. */
public final class InMemoryMachine implements Machine {
  private final InMemoryKernel kernel;
  private final WireGuard wireGuard;

  public InMemoryMachine(InMemoryKernel kernel) {
    this.kernel = kernel;
    this.wireGuard = kernel.wireGuard();
  }

  /** Returns a machine for a {@link Walk}. */
  public static InMemoryMachine withTwoInterfaces() {
    InMemoryMachine machine = new InMemoryMachine(InMemoryKernel.create());
    machine.addInterface(Walk.WG0);
    machine.addInterface(Walk.WG1);
    return machine;
  }

  @Override
  public WireGuard wireGuard() {
    return wireGuard;
  }

  @Override
  public void addInterface(InterfaceName name) {
    kernel.addInterface(name);
  }

  @Override
  public void addDummy(InterfaceName name) {
    kernel.addInterface(name, "dummy");
  }

  @Override
  public void removeInterface(InterfaceName name) {
    kernel.removeInterface(name);
  }

  @Override
  public void up(InterfaceName name) {
    kernel.up(name);
  }

  @Override
  public void down(InterfaceName name) {
    kernel.down(name);
  }

  @Override
  public void close() {
    wireGuard.close();
  }
}
