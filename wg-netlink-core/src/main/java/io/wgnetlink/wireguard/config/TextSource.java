package io.wgnetlink.wireguard.config;

import io.wgnetlink.wireguard.config.ConfigurationException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Where a text came from.
 *
 * @param text its characters
 * @param charset how they were, and will be, bytes
 */
record TextSource(WipeableText text, Charset charset) {
  private static final int CHUNK = 8192;

  static TextSource of(CharSequence text) {
    return new TextSource(new WipeableText(text.length()).append(text), StandardCharsets.UTF_8);
  }

  static TextSource of(Reader reader, int limit) throws IOException {
    char[] chunk = new char[CHUNK];
    WipeableText text = new WipeableText(CHUNK);
    boolean complete = false;
    try {
      int count;
      while ((count = reader.read(chunk)) >= 0) {
        if (count > limit - text.length()) {
          throw ConfigurationException.of(Reason.TOO_LONG);
        }
        text.append(chunk, count);
      }
      complete = true;
      return new TextSource(text, StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(chunk, '\0');
      if (!complete) {
        text.close();
      }
    }
  }

  /**
   * Reads bytes as UTF-8, or else as Latin-1: {@code wg} looks at bytes, and what is no UTF-8 can
   * only be in a comment or a hook, where it shall stay as it is.
   */
  static TextSource of(Path file, int limit) throws IOException {
    byte[] bytes = new byte[CHUNK];
    int length = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int count;
      while ((count = in.read(bytes, length, bytes.length - length)) >= 0) {
        length += count;
        if (length > limit) {
          throw ConfigurationException.of(Reason.TOO_LONG);
        }
        if (length == bytes.length) {
          bytes = grown(bytes);
        }
      }
      return decode(bytes, length);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] grown(byte[] bytes) {
    byte[] more = Arrays.copyOf(bytes, 2 * bytes.length);
    Arrays.fill(bytes, (byte) 0);
    return more;
  }

  private static TextSource decode(byte[] bytes, int length) {
    char[] chars = new char[length];
    try {
      CharBuffer decoded = CharBuffer.wrap(chars);
      boolean utf8 = !StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length), decoded, true)
          .isError();
      if (utf8) {
        return source(chars, decoded.position(), StandardCharsets.UTF_8);
      }
      for (int i = 0; i < length; i++) {
        chars[i] = (char) (bytes[i] & 0xff);
      }
      return source(chars, length, StandardCharsets.ISO_8859_1);
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  private static TextSource source(char[] chars, int length, Charset charset) {
    return new TextSource(new WipeableText(length).append(chars, length), charset);
  }

  /** Writes a new file beside the old one, and puts it in its place when it is on the disk. */
  void write(Path file) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException(file + " is not a file");
    }
    CharsetEncoder encoder = encoder();
    byte[] storage = new byte[(int) Math.ceil(text.length() * (double) encoder.maxBytesPerChar())];
    try {
      ByteBuffer bytes = encode(encoder, ByteBuffer.wrap(storage));
      replace(directory, target, bytes);
    } finally {
      Arrays.fill(storage, (byte) 0);
    }
  }

  private static void replace(Path directory, Path target, ByteBuffer bytes) throws IOException {
    // The JDK creates temporary files with mode 0600.
    Path made = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          int unused = channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private CharsetEncoder encoder() {
    return charset
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Encodes into a buffer that is large enough: else the encoder leaves smaller ones behind. */
  private ByteBuffer encode(CharsetEncoder encoder, ByteBuffer into) throws IOException {
    CharBuffer chars = CharBuffer.wrap(text.array(), 0, text.length());
    CoderResult result = encoder.encode(chars, into, true);
    if (!result.isUnderflow()) {
      result.throwException();
    }
    return into.flip();
  }

  @Override
  public String toString() {
    return "TextSource[redacted]";
  }
}
