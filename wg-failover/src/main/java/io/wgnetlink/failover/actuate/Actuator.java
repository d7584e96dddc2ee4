package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.netlink.NetlinkException;

/** Moves the prefixes of groups. Blocks on the kernel: for the kernel worker only. */
public interface Actuator {
  /**
   * Reads which path carries the group. When its prefixes are on several paths, as after a switch
   * that was cut short, it is the most preferred of these.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  Path carrier(Group group);

  /**
   * Moves all prefixes of the group to a path, and reads back that they are there. Does nothing for
   * those that are there already.
   *
   * @throws SwitchRefusedException when traffic would be lost by it, when something foreign is in
   *     the way, or when the reading back shows something else
   * @throws NetlinkException when the kernel refuses
   */
  void move(Group group, Path to);

  /**
   * Takes away what a group on its permanent path does not need, when nobody will look after it any
   * more. Does nothing where that is all.
   *
   * @throws SwitchRefusedException when traffic would be lost by it
   * @throws NetlinkException when the kernel refuses
   */
  default void release(Group group) {}
}
