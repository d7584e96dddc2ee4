/**
 * {@code wgj}: the commands of {@code wg}, with its arguments, output and exit codes, made of the
 * library's calls.
 *
 * <p>{@link io.wgnetlink.samples.cli.Wgj} is the program. Each command is a class that reads
 * devices; how they are printed is in {@link io.wgnetlink.samples.cli.ShowField},
 * {@link io.wgnetlink.samples.cli.PrettyFormat} and
 * {@link io.wgnetlink.samples.cli.ConfigurationFormat}, which touch no kernel.
 */
@NullMarked
package io.wgnetlink.samples.cli;

import org.jspecify.annotations.NullMarked;
