package io.wgnetlink.samples.cli;

import io.wgnetlink.wireguard.KeyFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file as {@code set} takes keys from: one key, after which only white space may follow; an empty
 * file, such as {@code /dev/null}, says that the key is to be removed.
 */
final class KeyFile {
  static final String BAD_KEY = "Key is not the correct length or format";

  private KeyFile() {}

  /** Opens a file in the words of {@code wg}, should it not be possible. */
  static InputStream open(String file) throws RefusedInputException {
    try {
      return Files.newInputStream(Path.of(file));
    } catch (InvalidPathException e) {
      throw new RefusedInputException("fopen: Invalid argument", e);
    } catch (IOException e) {
      throw new RefusedInputException("fopen: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "No such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "Permission denied";
    }
    String reason = e instanceof FileSystemException known ? known.getReason() : null;
    return reason == null ? "Input/output error" : reason;
  }

  /**
   * Reads a key.
   *
   * @param parser makes the key of its text
   * @return the key, empty when the file is
   */
  static <T> Optional<T> read(String file, Function<CharSequence, T> parser)
      throws RefusedInputException {
    try (InputStream in = open(file);
        KeyText text = KeyText.read(in)) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      if (!text.isWhole()) {
        throw new RefusedInputException("Invalid length key in key file");
      }
      requireSpaceOnly(in);
      return Optional.of(parser.apply(text.text()));
    } catch (KeyFormatException e) {
      throw new RefusedInputException(BAD_KEY, e);
    } catch (IOException e) {
      throw new RefusedInputException("Invalid length key in key file", e);
    }
  }

  /** The character is not named as {@code wg} names it: it could be one of the key's. */
  private static void requireSpaceOnly(InputStream in) throws IOException, RefusedInputException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (!KeyText.isSpace(c)) {
        throw new RefusedInputException("Found trailing character in key file");
      }
    }
  }
}
