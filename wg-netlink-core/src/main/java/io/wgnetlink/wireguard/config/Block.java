package io.wgnetlink.wireguard.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A section as a part of a text: its header, the comments right above that, its entries, and
 * whatever follows up to the next block. What precedes the first section is a block without one.
 *
 * @param section null for what precedes the first section
 * @param peer the place of the peer, or -1
 * @param first the index of its first line
 * @param bodyEnd the index after its last line that is not blank
 * @param end the index after its last line
 */
record Block(@Nullable Section section, int peer, int first, int bodyEnd, int end) {

  /** Cuts the lines of a text into blocks, without a gap. */
  static List<Block> of(List<Line> lines) {
    List<Block> blocks = new ArrayList<>();
    int first = 0;
    int header = -1;
    for (int i = 0; i <= lines.size(); i++) {
      if (i == lines.size() || lines.get(i).kind() == Line.Kind.HEADER) {
        int end = i == lines.size() ? i : commentsAbove(lines, i, header + 1);
        if (header >= 0 || end > first) {
          blocks.add(block(lines, header, first, end));
        }
        first = end;
        header = i;
      }
    }
    return blocks;
  }

  private static int commentsAbove(List<Line> lines, int header, int limit) {
    int at = header;
    while (at > limit && lines.get(at - 1).kind() == Line.Kind.COMMENT) {
      at--;
    }
    return at;
  }

  private static Block block(List<Line> lines, int header, int first, int end) {
    int bodyEnd = end;
    while (bodyEnd > first && lines.get(bodyEnd - 1).kind() == Line.Kind.BLANK) {
      bodyEnd--;
    }
    Section section = header < 0 ? null : lines.get(header).section();
    int peer = header < 0 ? -1 : lines.get(header).peer();
    return new Block(section, peer, first, bodyEnd, end);
  }
}
