package io.wgnetlink.testkit.internal;

/** What a protocol tells all who listen. Used under the kernel's lock. */
public interface Multicast {
  /** Somebody who listens. */
  interface Listener {
    /** Something has happened; all listeners are given the one array. */
    void event(int group, byte[] datagram);

    /** Something has happened that found no room. */
    void lost();
  }

  void add(Listener listener);

  void remove(Listener listener);
}
