package io.wgnetlink.link;

import io.wgnetlink.net.AddressFamily;
import java.util.Optional;

/**
 * Which addresses to read; what is empty does not count. The kernel applies it. Immutable.
 *
 * @param family the family
 * @param link the index of the link
 */
public record AddressFilter(Optional<AddressFamily> family, Optional<Integer> link) {
  public AddressFilter {
    if (link.isPresent() && link.get() <= 0) {
      throw new IllegalArgumentException("link index " + link.get() + " is not positive");
    }
  }

  /** Returns the filter that lets every address pass. */
  public static AddressFilter all() {
    return new AddressFilter(Optional.empty(), Optional.empty());
  }

  public AddressFilter withFamily(AddressFamily only) {
    return new AddressFilter(Optional.of(only), link);
  }

  public AddressFilter withLink(int index) {
    return new AddressFilter(family, Optional.of(index));
  }

  /** Returns the filter in the words of {@code ip address show}, the link by its index. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("all");
    family.ifPresent(only -> text.append(' ').append(only));
    link.ifPresent(index -> text.append(" dev ").append(index));
    return text.toString();
  }
}
