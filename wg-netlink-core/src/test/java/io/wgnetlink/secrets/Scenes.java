package io.wgnetlink.secrets;

import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.wireguard.WireGuard;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * Devices that only the tests of another package can make. Whoever plays them names the class: from
 * a module of its own it could not see it.
 */
public interface Scenes {
  /**
   * Plays each scene.
   *
   * @param folder an empty one, for files
   * @param namespace any
   * @param audience is given what is played, and a client for which {@code wg0} is it
   */
  void play(Path folder, NetworkNamespace namespace, BiConsumer<String, WireGuard> audience);
}
