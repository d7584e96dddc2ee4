package io.wgnetlink.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What all contests of a run have in common.
 *
 * @param rounds how often everybody is measured
 * @param warmUp processor time for each, before that
 * @param replay the program of {@link ReplayLoop}; empty where there is no compiler for C
 */
record Setting(int rounds, Duration warmUp, Optional<Path> replay) {}
