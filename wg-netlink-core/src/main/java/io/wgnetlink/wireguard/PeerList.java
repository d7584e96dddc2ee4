package io.wgnetlink.wireguard;

import java.util.AbstractList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a device in their order, found by key as well. A map is made by the first search of
 * a list that is worth one, so reading a device does not pay for it; threads that race make it
 * twice, which does no harm. Immutable and thread-safe.
 */
final class PeerList extends AbstractList<Peer> implements RandomAccess {
  /** Up to here, comparing one after another is as fast as hashing 32 bytes and comparing once. */
  private static final int SEARCHED_IN_ORDER = 8;

  private final List<Peer> peers;
  private volatile @Nullable Map<PublicKey, Peer> byKey;

  private PeerList(List<Peer> peers) {
    this.peers = peers;
  }

  static PeerList copyOf(Collection<Peer> peers) {
    return peers instanceof PeerList list ? list : new PeerList(List.copyOf(peers));
  }

  Optional<Peer> find(PublicKey key) {
    if (peers.size() <= SEARCHED_IN_ORDER) {
      return peers.stream().filter(peer -> peer.publicKey().equals(key)).findFirst();
    }
    Map<PublicKey, Peer> map = byKey;
    if (map == null) {
      map = new HashMap<>(2 * peers.size());
      for (Peer peer : peers) {
        map.putIfAbsent(peer.publicKey(), peer);
      }
      byKey = map;
    }
    return Optional.ofNullable(map.get(key));
  }

  @Override
  public Peer get(int index) {
    return peers.get(index);
  }

  @Override
  public int size() {
    return peers.size();
  }
}
