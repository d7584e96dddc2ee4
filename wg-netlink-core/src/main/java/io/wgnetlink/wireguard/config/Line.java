package io.wgnetlink.wireguard.config;

import org.jspecify.annotations.Nullable;

/**
 * What a line of a text is.
 *
 * @param kind what it holds
 * @param start the index of its first character in the text
 * @param end the index after its last character, without the line feed
 * @param section the section that it is in, or opens; null before the first one
 * @param peer the place of the peer whose section it is, else -1
 * @param key of an entry
 * @param valueStart of an entry: where its value begins
 * @param valueEnd of an entry: where its value ends, before white space and comment
 */
record Line(
    Kind kind,
    int start,
    int end,
    @Nullable Section section,
    int peer,
    @Nullable ConfigurationKey key,
    int valueStart,
    int valueEnd) {

  enum Kind {
    BLANK,
    COMMENT,
    HEADER,
    ENTRY
  }
}
