package io.wgnetlink.route;

import io.wgnetlink.net.AddressFamily;
import io.wgnetlink.netlink.DumpInterruptedException;
import io.wgnetlink.netlink.NetlinkException;
import java.util.List;

/**
 * The rules of one network namespace: the part of {@link RouteNetlink} that is about them, where
 * also blocking, thread-safety and capability are said.
 *
 * <p>The kernel knows no change of a rule and no question for one: to change a rule, add the new
 * one and delete the old. Rules have no identity of their own either, they are compared part by
 * part, which makes adding and deleting less simple than it looks; the methods say how.
 */
public interface RuleRequests {
  /**
   * Returns the rules of both families, in the order in which they are tried, IPv4 first. A rule
   * that was returned can be {@linkplain #deleteRule deleted} and {@linkplain #addRule added}
   * again.
   *
   * <p>The kernel does not say that rules changed while it showed them, and then misses some or
   * repeats some. So unless all of a family came in one datagram, as up to some 300 do, they are
   * read again until two readings agree.
   *
   * @throws DumpInterruptedException when no two did within the client's patience
   */
  List<Rule> rules();

  /**
   * Returns the rules of one family, in the order in which they are tried; the kernel filters.
   *
   * @throws DumpInterruptedException as {@link #rules()}
   */
  List<Rule> rules(AddressFamily family);

  /**
   * Adds a rule and returns it as the kernel has it, with the priority that it chose where none was
   * given.
   *
   * <p>A kernel ignores without a word what it does not know, such as a code point before Linux
   * 6.13, or realms in IPv6, and would make a rule that selects more packets. So what it made is
   * compared with what was asked; when they differ, the rule is deleted again and refused. Should
   * its deletion hit another rule, it stays, and the message says so.
   *
   * @throws NetlinkException with EEXIST when the kernel sees no difference to a rule of the same
   *     priority, whoever made that. It does not look at whether a rule is inverted, and a prefix,
   *     type of service or realm that this rule leaves open agrees with any: beside {@code from
   *     10.0.0.0/8} there is no room for {@code from all}, nor for {@code not from 10.0.0.0/8}.
   *     Without an error number when the kernel does not know a part of it
   * @throws IllegalArgumentException when it looks up no table
   */
  Rule addRule(Rule rule);

  /**
   * Deletes this rule and no other.
   *
   * <p>The kernel deletes the first rule that agrees with every part that the request says. Every
   * part of the rule is said, but what it leaves open (no mark, {@code from all}, protocol 0) has
   * no words in a request, nor has it whether it is inverted. So the rules are read before, and
   * when the first that agrees is another one, the deletion is refused: that would be the one to
   * go. Only when somebody changes the rules between the two requests another may go. Without a
   * priority, it is the first rule that is like this one otherwise.
   *
   * @throws NetlinkException with ENOENT when there is no such rule; without an error number when
   *     the kernel would delete another
   */
  void deleteRule(Rule rule);
}
