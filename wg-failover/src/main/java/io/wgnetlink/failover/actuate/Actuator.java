package io.wgnetlink.failover.actuate;

import io.wgnetlink.failover.model.Group;
import io.wgnetlink.failover.model.Path;
import io.wgnetlink.failover.model.SwitchRefusedException;
import io.wgnetlink.netlink.NetlinkException;
import java.util.Collection;

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

  /**
   * Reads, once for all these groups, what {@link Inspection#standing} needs; more may be read when
   * it is asked.
   *
   * @throws NetlinkException when the kernel cannot be read
   */
  Inspection inspect(Collection<Group> groups);

  /**
   * Puts back what somebody took away or altered, and leaves to others what they have taken. Like
   * {@link #move} it reads back what it did.
   *
   * @param found what an inspection has just said
   * @throws SwitchRefusedException as {@link #move}
   * @throws NetlinkException as {@link #move}
   */
  void restore(Group group, Path carrying, Standing found);
}
