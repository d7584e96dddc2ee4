/**
 * {@code wgj}: the commands of {@code wg}, with its arguments, output and exit codes, made of the
 * library's calls.
 *
 * <p>{@link io.wgnetlink.samples.cli.Wgj} is the program. Each command is a class that reads or
 * changes devices; how they are printed is in {@link io.wgnetlink.samples.cli.ShowField},
 * {@link io.wgnetlink.samples.cli.PrettyFormat}, {@link io.wgnetlink.samples.cli.JsonFormat} and
 * {@link io.wgnetlink.samples.cli.ConfigurationFormat}, which touch no kernel; how arguments are
 * read is in {@link io.wgnetlink.samples.cli.SetArguments}, which touches none either.
 */
@NullMarked
package io.wgnetlink.samples.cli;

import org.jspecify.annotations.NullMarked;
