package io.wgnetlink.fuzz;

import io.wgnetlink.netlink.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Function;

/**
 * What holds for every decoder of bytes that come from outside, checked while one decodes: it
 * returns a result or throws {@link MalformedMessageException}, whose offset lies in the bytes, and
 * it allocates in proportion to the bytes that are there, whatever lengths they claim.
 */
public final class ForeignBytes {
  /** Less than the 64 KiB that one attribute can claim. */
  private static final long ALLOCATED_ANYWAY = 32 * 1024;

  /** The smallest things that become objects have 4 bytes. */
  private static final long ALLOCATED_PER_BYTE = 100;

  /** The first times there are classes to load, and to instrument; a decoder does it each time. */
  private static final int ATTEMPTS = 5;

  /**
   * How many times as much may be allocated: 1, unless a fuzzer says that it instruments the
   * library, and so allocates for each comparison that it watches.
   */
  private static final int ALLOWANCE = Integer.getInteger("wgnetlink.fuzz.allowance", 1);

  private ForeignBytes() {}

  /** Decodes a copy of the bytes in a buffer of native order; empty when they are refused. */
  public static <T> Optional<T> decode(byte[] bytes, Function<ByteBuffer, T> decoder) {
    return watch(bytes.length, () -> attempt(buffer(bytes), decoder));
  }

  /** Watches what a decoder of other things, such as text, allocates. */
  public static <T> T watch(int length, Decoding<T> decoding) {
    Watched<T> watched = new Watched<>(decoding);
    for (int i = 1; i < ATTEMPTS && watched.allocated > limit(length); i++) {
      watched = new Watched<>(decoding);
    }
    if (watched.allocated > limit(length)) {
      throw new AssertionError(watched.allocated + " bytes allocated for an input of " + length);
    }
    return watched.result;
  }

  private static long limit(int length) {
    return ALLOWANCE * (ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * length);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes.clone()).order(ByteOrder.nativeOrder());
  }

  private static <T> Optional<T> attempt(ByteBuffer buffer, Function<ByteBuffer, T> decoder) {
    try {
      return Optional.ofNullable(decoder.apply(buffer));
    } catch (MalformedMessageException e) {
      if (e.offset() < 0 || e.offset() > buffer.capacity()) {
        throw new AssertionError("offset outside of " + buffer.capacity() + " bytes", e);
      }
      return Optional.empty();
    }
  }

  /** Decodes from the beginning; may be called again. */
  public interface Decoding<T> {
    T decode();
  }

  private static final class Watched<T> {
    final T result;
    final long allocated;

    Watched(Decoding<T> decoding) {
      long before = AllocatedBytes.ofThisThread();
      result = decoding.decode();
      allocated = AllocatedBytes.ofThisThread() - before;
    }
  }
}
