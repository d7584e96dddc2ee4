package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text for other values. Every line stays that says what is still wanted.
 *
 * <p>The text is cut into {@link Block blocks}. A peer that is wanted is matched with the block
 * that has its public key; where a key comes several times, the first with the first, and so on.
 * Blocks of peers that are not wanted go, with the comments right above them. The places where
 * there were peers are then filled with the wanted ones in their order, and what is left comes at
 * the end; so nothing moves unless the order changed. What {@link SectionEditor} decides is done to
 * a block while it is copied.
 */
final class DocumentEditor {
  private final WipeableText text;
  private final ParsedText before;
  private final Configuration after;
  private final List<Block> blocks;
  private final LineEdits edits = new LineEdits();
  private final String lineEnd;
  private final WipeableText out;
  private @Nullable Block copied;

  private DocumentEditor(WipeableText text, ParsedText before, Configuration after) {
    this.text = text;
    this.before = before;
    this.after = after;
    this.blocks = Block.of(before.lines());
    this.lineEnd = endsWithReturn(before.lines()) ? "\r\n" : "\n";
    this.out = new WipeableText(text.length() + 64);
  }

  /** Returns the new text; it is the caller's to close, and so is the old one. */
  static WipeableText edit(WipeableText text, ParsedText before, Configuration after) {
    return new DocumentEditor(text, before, after).edit();
  }

  private boolean endsWithReturn(List<Line> lines) {
    return !lines.isEmpty()
        && lines.get(0).end() > 0
        && text.charAt(lines.get(0).end() - 1) == '\r';
  }

  private WipeableText edit() {
    List<Optional<Block>> matches = matches();
    editInterface();
    int next = 0;
    for (Block block : blocks) {
      if (block.section() != Section.PEER) {
        copy(block);
      } else if (next < matches.size()) {
        peer(matches, next++);
      }
    }
    while (next < matches.size()) {
      peer(matches, next++);
    }
    return out;
  }

  /** Returns for each wanted peer the block that it has; none for a new one. */
  private List<Optional<Block>> matches() {
    Map<PublicKey, Deque<Block>> known = new HashMap<>();
    for (Block block : blocks) {
      if (block.section() == Section.PEER) {
        PublicKey key = before.configuration().peers().get(block.peer()).publicKey();
        known.computeIfAbsent(key, unused -> new ArrayDeque<>()).add(block);
      }
    }
    List<Optional<Block>> matches = new ArrayList<>();
    for (PeerSection peer : after.peers()) {
      Deque<Block> candidates = known.get(peer.publicKey());
      matches.add(Optional.ofNullable(candidates).map(Deque::poll));
    }
    return matches;
  }

  private void editInterface() {
    InterfaceSection old = before.configuration().interfaceSection();
    Block home = null;
    List<Integer> own = new ArrayList<>();
    for (Block block : blocks) {
      if (block.section() == Section.INTERFACE) {
        home = home == null ? block : home;
        own.addAll(entries(block));
      }
    }
    if (home != null) {
      new SectionEditor(text, before.lines(), own, home.bodyEnd() - 1, edits)
          .change(old, after.interfaceSection());
    } else if (!after.interfaceSection().equals(old)) {
      writer().section(after.interfaceSection());
    }
  }

  private List<Integer> entries(Block block) {
    List<Integer> entries = new ArrayList<>();
    for (int i = block.first(); i < block.end(); i++) {
      if (before.lines().get(i).kind() == Line.Kind.ENTRY) {
        entries.add(i);
      }
    }
    return entries;
  }

  private void peer(List<Optional<Block>> matches, int number) {
    PeerSection wanted = after.peers().get(number);
    Block block = matches.get(number).orElse(null);
    if (block == null) {
      separate();
      writer().section(wanted);
      copied = null;
    } else {
      PeerSection old = before.configuration().peers().get(block.peer());
      if (!old.equals(wanted)) {
        new SectionEditor(text, before.lines(), entries(block), block.bodyEnd() - 1, edits)
            .change(old, wanted);
      }
      copy(block);
    }
  }

  private ConfigurationWriter writer() {
    return new ConfigurationWriter(out, lineEnd);
  }

  /** Copies a block with its edits, with a blank line before it where it has a new neighbour. */
  private void copy(Block block) {
    Block previous = copied;
    if (previous == null
        ? block.first() > 0 || out.length() > 0
        : previous.end() != block.first()) {
      separate();
    }
    for (int i = block.first(); i < block.end(); i++) {
      if (!edits.isDeleted(i)) {
        copyLine(i);
      }
      for (LineEdits.Entry entry : edits.insertedAfter(i)) {
        endLine();
        writer().line(entry.key(), entry.value());
      }
    }
    copied = block;
  }

  private void copyLine(int index) {
    Line line = before.lines().get(index);
    String value = edits.newValue(index).orElse(null);
    if (value == null) {
      out.append(text, line.start(), line.end());
    } else {
      out.append(text, line.start(), line.valueStart())
          .append(value)
          .append(text, line.valueEnd(), line.end());
    }
    if (line.end() < text.length()) {
      out.append('\n');
    }
  }

  private void separate() {
    endLine();
    if (out.length() > 0 && !endsWithBlankLine()) {
      out.append(lineEnd);
    }
  }

  private void endLine() {
    if (out.length() > 0 && out.charAt(out.length() - 1) != '\n') {
      out.append(lineEnd);
    }
  }

  private boolean endsWithBlankLine() {
    int at = out.length() - 1;
    do {
      at--;
    } while (at >= 0 && out.charAt(at) == '\r');
    return at < 0 || out.charAt(at) == '\n';
  }
}
