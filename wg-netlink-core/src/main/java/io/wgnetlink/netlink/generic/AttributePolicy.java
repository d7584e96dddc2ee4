package io.wgnetlink.netlink.generic;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a kernel accepts in one attribute. Immutable.
 *
 * @param nested the number of the policy of the attributes inside; empty when it is not nested, or
 *     the kernel does not say
 * @param mask the bits that may be set in an integer; empty when there is no such bound
 */
public record AttributePolicy(OptionalInt nested, OptionalLong mask) {}
