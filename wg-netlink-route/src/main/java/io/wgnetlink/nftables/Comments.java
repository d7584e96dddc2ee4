package io.wgnetlink.nftables;

import java.nio.charset.StandardCharsets;

/** What {@code nft} takes as a comment: {@code NFTNL_UDATA_COMMENT_MAXLEN}, 128 with its NUL. */
final class Comments {
  private static final int MAX_BYTES = 127;

  private Comments() {}

  static void require(String what, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_BYTES || text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("the comment of a " + what + " has 1 to " + MAX_BYTES
          + " bytes, none of them 0; this one has " + length);
    }
  }
}
