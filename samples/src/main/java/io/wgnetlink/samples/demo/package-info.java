/**
 * Demonstrations in which each host is a network namespace of this process.
 *
 * <p>{@link io.wgnetlink.samples.demo.PartialMeshDemo} sets the scene, in which a
 * {@link io.wgnetlink.samples.demo.Story} happens, held to its
 * {@link io.wgnetlink.samples.demo.Promise}; {@link io.wgnetlink.samples.demo.PartialMesh} builds
 * it of {@link io.wgnetlink.samples.demo.Host}s on an {@link io.wgnetlink.samples.demo.Underlay};
 * {@link io.wgnetlink.samples.demo.SteadyProbe} and {@link io.wgnetlink.samples.demo.PathWitness}
 * measure what a user would notice, whatever the controllers believe.
 */
@NullMarked
package io.wgnetlink.samples.demo;

import org.jspecify.annotations.NullMarked;
