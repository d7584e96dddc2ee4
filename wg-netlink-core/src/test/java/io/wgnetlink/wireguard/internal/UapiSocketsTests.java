package io.wgnetlink.wireguard.internal;

import static io.wgnetlink.wireguard.internal.Captures.WG0;
import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.net.InterfaceName;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UapiSocketsTests {
  private static final int NOBODY_WE_KNOW = 12345;

  @TempDir
  private Path temporary;

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(temporary.resolve("run/wireguard"));
  }

  @Test
  void shouldTrustWhatIsOurs() throws IOException {
    assertThat(new UapiSockets(folder).distrust(socket("wg0"))).isEmpty();
  }

  @Test
  void shouldFollowTheFolderButNotTheSocket() throws IOException {
    Path real = socket("wg0");
    Path alias = Files.createSymbolicLink(temporary.resolve("alias"), folder);
    UapiSockets sockets = new UapiSockets(alias);
    assertThat(sockets.names()).containsExactly(WG0);
    assertThat(sockets.distrust(sockets.find(WG0).orElseThrow())).isEmpty();

    Path link = Files.createSymbolicLink(folder.resolve("wg1.sock"), real);
    assertThat(sockets.find(InterfaceName.of("wg1"))).isPresent();
    assertThat(new UapiSockets(folder).distrust(link)).contains("it is a symbolic link");
  }

  @Test
  void shouldDistrustWhatIsNoSocket() throws IOException {
    Path file = Files.createFile(folder.resolve("wg0.sock"));
    assertThat(new UapiSockets(folder).distrust(file)).contains("it is not a socket");
  }

  @Test
  void shouldDistrustTheSocketOfAnotherUser() throws IOException {
    Path socket = socket("wg0");
    // Root can give it away; for anybody else, it is another's who claims to be one.
    int claimed = NOBODY_WE_KNOW;
    int owner = (int) Files.getAttribute(socket, "unix:uid");
    if (owner == 0) {
      Files.setAttribute(socket, "unix:uid", NOBODY_WE_KNOW);
      owner = NOBODY_WE_KNOW;
      claimed = NOBODY_WE_KNOW + 1;
    }
    assertThat(new UapiSockets(folder, claimed).distrust(socket))
        .contains("it belongs to user " + owner);
    assertThat(new UapiSockets(folder, owner).distrust(socket).filter(r -> r.contains("belongs")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "run/wireguard, rwxrwxrwx, true",
    "run/wireguard, rwxrwxr-x, true",
    "run/wireguard, rwxr-xrwx, true",
    "run/wireguard, rwxr-xr-x, false",
    "run/wireguard, rwx------, false",
    "run, rwxrwxrwx, true",
    "run, rwxr-xr-x, false"
  })
  void shouldDistrustWhatOthersCanReplace(String above, String permissions, boolean distrusted)
      throws IOException {
    Path socket = socket("wg0");
    Path place = temporary.resolve(above);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
    Optional<String> distrust = new UapiSockets(folder).distrust(socket);
    assertThat(distrust.isPresent()).isEqualTo(distrusted);
    assertThat(distrust.orElse(place.toString())).endsWith(place.toString());
  }

  @Test
  void shouldLetOthersWriteAboveWhereTheyCanReplaceOnlyWhatIsTheirs() throws IOException {
    Path socket = socket("wg0");
    Files.setAttribute(temporary.resolve("run"), "unix:mode", 01777);
    assertThat(new UapiSockets(folder).distrust(socket)).isEmpty();
    Files.setAttribute(folder, "unix:mode", 01777);
    assertThat(new UapiSockets(folder).distrust(socket)).isPresent();
  }

  @Test
  void shouldFindSocketsByName() throws IOException {
    socket("wg0");
    socket("wg-b");
    Files.createFile(folder.resolve("wg0.name"));
    Files.createFile(folder.resolve(".sock"));
    Files.createFile(folder.resolve("longer than a name.sock"));
    UapiSockets sockets = new UapiSockets(folder);
    assertThat(sockets.names()).containsExactlyInAnyOrder(WG0, InterfaceName.of("wg-b"));
    assertThat(sockets.find(WG0)).contains(folder.resolve("wg0.sock"));
    assertThat(sockets.find(InterfaceName.of("wg7"))).isEmpty();
  }

  @Test
  void shouldFindNothingWhereThereIsNoFolder() throws IOException {
    UapiSockets sockets = new UapiSockets(temporary.resolve("absent"));
    assertThat(sockets.names()).isEmpty();
    assertThat(sockets.find(WG0)).isEmpty();
  }

  private Path socket(String name) throws IOException {
    Path socket = folder.resolve(name + ".sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
    return socket;
  }
}
