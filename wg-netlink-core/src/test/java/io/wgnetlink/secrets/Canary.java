package io.wgnetlink.secrets;

import io.wgnetlink.wireguard.PresharedKey;
import io.wgnetlink.wireguard.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One private and one preshared key, always the same, and a search for any piece of them.
 *
 * <p>A piece is about a quarter of a key, from any position: ten characters of base64, in either
 * alphabet and at any alignment, sixteen hexadecimal digits, eight raw bytes, or four numbers of a
 * printed array. Random text has none of them, and whoever prints a key in part shows at least one.
 */
public final class Canary {
  private static final int BASE64_PIECE = 10;
  private static final int HEX_PIECE = 16;
  private static final int RAW_PIECE = 8;
  private static final int NUMBERS_PIECE = 4;

  /** What every piece is indexed by: its first bytes as one number. */
  private static final int INDEX_BYTES = Long.BYTES;

  /** What is searched for, a character for each byte. */
  private record Piece(String form, String what) {}

  private static final byte[] PRIVATE_BYTES = bytes(1);
  private static final byte[] PRESHARED_BYTES = bytes(2);
  private static final Map<Long, List<Piece>> PIECES = pieces();

  private Canary() {}

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[PrivateKey.BYTES];
    new Random(seed).nextBytes(bytes);
    try (PrivateKey clamped = PrivateKey.of(bytes).clamped()) {
      return clamped.bytes();
    }
  }

  /** Returns the private key, which is clamped, in a new object. */
  public static PrivateKey privateKey() {
    return PrivateKey.of(PRIVATE_BYTES);
  }

  /** Returns the preshared key in a new object. */
  public static PresharedKey presharedKey() {
    return PresharedKey.of(PRESHARED_BYTES);
  }

  /** Returns what was found in a text or a file, without repeats. */
  public static List<String> sightings(byte[] output) {
    TreeSet<String> found = new TreeSet<>();
    long last = 0;
    for (int i = 0; i < output.length; i++) {
      last = (last << Byte.SIZE) | (output[i] & 0xff);
      for (Piece piece : PIECES.getOrDefault(last, List.of())) {
        if (isAt(i + 1 - INDEX_BYTES, piece, output)) {
          found.add(piece.what());
        }
      }
    }
    return List.copyOf(found);
  }

  /** Returns what was found in a text, without repeats. */
  public static List<String> sightings(String output) {
    return sightings(output.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isAt(int from, Piece piece, byte[] output) {
    if (from < 0 || from + piece.form().length() > output.length) {
      return false;
    }
    for (int i = 0; i < piece.form().length(); i++) {
      if ((output[from + i] & 0xff) != piece.form().charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Map<Long, List<Piece>> pieces() {
    Map<Long, List<Piece>> pieces = new HashMap<>();
    addForms("private key", PRIVATE_BYTES, pieces);
    addForms("preshared key", PRESHARED_BYTES, pieces);
    return pieces;
  }

  private static void addForms(String key, byte[] bytes, Map<Long, List<Piece>> pieces) {
    for (int alignment = 0; alignment < 3; alignment++) {
      byte[] rest = Arrays.copyOfRange(bytes, alignment, bytes.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(rest);
      String url = Base64.getUrlEncoder().withoutPadding().encodeToString(rest);
      addWindows(base64, BASE64_PIECE, key + " in base64", pieces);
      addWindows(url, BASE64_PIECE, key + " in base64 for URLs", pieces);
    }
    String hex = HexFormat.of().formatHex(bytes);
    addWindows(hex, HEX_PIECE, key + " in hex", pieces);
    addWindows(hex.toUpperCase(Locale.ROOT), HEX_PIECE, key + " in HEX", pieces);
    addWindows(latin1(bytes), RAW_PIECE, key + " in bytes", pieces);
    addWindows(utf8(bytes), 2 * RAW_PIECE, key + " in bytes as UTF-8", pieces);
    for (String separator : List.of(", ", ",", " ")) {
      addNumbers(bytes, 0, separator, key, pieces);
      addNumbers(bytes, 0xff, separator, key, pieces);
    }
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Returns the bytes as they are printed after having been taken for characters. */
  private static String utf8(byte[] bytes) {
    return latin1(latin1(bytes).getBytes(StandardCharsets.UTF_8));
  }

  private static void addNumbers(
      byte[] bytes, int mask, String separator, String key, Map<Long, List<Piece>> pieces) {
    List<String> numbers = IntStream.range(0, bytes.length)
        .map(i -> mask == 0 ? bytes[i] : bytes[i] & mask)
        .mapToObj(Integer::toString)
        .toList();
    for (int i = 0; i + NUMBERS_PIECE <= numbers.size(); i++) {
      String window =
          numbers.subList(i, i + NUMBERS_PIECE).stream().collect(Collectors.joining(separator));
      addWindows(window, window.length(), key + " in numbers", pieces);
    }
  }

  private static void addWindows(
      String form, int length, String what, Map<Long, List<Piece>> pieces) {
    for (int i = 0; i + length <= form.length() && length >= INDEX_BYTES; i++) {
      String window = form.substring(i, i + length);
      long index = 0;
      for (int b = 0; b < INDEX_BYTES; b++) {
        index = (index << Byte.SIZE) | window.charAt(b);
      }
      pieces.computeIfAbsent(index, none -> new ArrayList<>()).add(new Piece(window, what));
    }
  }
}
