/**
 * What fuzz targets have in common: the inputs that are kept, the replay of them in every build,
 * and what holds for every decoder of foreign bytes.
 */
@NullMarked
package io.wgnetlink.fuzz;

import org.jspecify.annotations.NullMarked;
