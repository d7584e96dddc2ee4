/**
 * Demonstrations in which each host is a network namespace of this process.
 *
 * <p>{@link io.wgnetlink.samples.demo.PartialMeshDemo} tells the story of the partial mesh;
 * {@link io.wgnetlink.samples.demo.PartialMesh} builds it of
 * {@link io.wgnetlink.samples.demo.Host}s on an {@link io.wgnetlink.samples.demo.Underlay};
 * {@link io.wgnetlink.samples.demo.SteadyProbe} and {@link io.wgnetlink.samples.demo.PathWitness}
 * measure what a user would notice, whatever the controllers believe.
 */
@NullMarked
package io.wgnetlink.samples.demo;

import org.jspecify.annotations.NullMarked;
