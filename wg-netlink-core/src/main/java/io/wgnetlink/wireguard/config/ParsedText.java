package io.wgnetlink.wireguard.config;

import java.util.List;

/**
 * What became of a text.
 *
 * @param configuration its values
 * @param lines its lines, all of them
 * @param findings what is odd about the way it is written
 */
record ParsedText(
    Configuration configuration, List<Line> lines, List<ConfigurationFinding> findings) {}
