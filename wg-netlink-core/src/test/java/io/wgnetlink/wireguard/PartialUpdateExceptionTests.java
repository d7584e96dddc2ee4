package io.wgnetlink.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.secrets.Canary;
import io.wgnetlink.wireguard.PartialUpdateException.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialUpdateExceptionTests {
  @Test
  void shouldSayAllButSecretsAfterDeserialization() throws Exception {
    PeerUpdate peer = PeerUpdate.of(Canary.privateKey().publicKey())
        .presharedKey(Canary.presharedKey())
        .build();
    NetlinkException cause =
        new NetlinkException("set WireGuard device wg0", Errno.EINVAL, ExtendedAck.NONE, "");
    PartialUpdateException thrown = PartialUpdateException.of(
        cause, new Progress(3, 1, List.of(peer), List.of(peer), List.of()));
    assertThat(thrown.progress().applied()).containsExactly(peer);

    byte[] bytes = serialize(thrown);
    assertThat(Canary.sightings(bytes)).isEmpty();
    PartialUpdateException read = (PartialUpdateException)
        new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();
    assertThat(read)
        .hasMessage(thrown.getMessage())
        .hasMessageContaining("1 of 3 messages were applied, with 1 peers whole")
        .hasCauseInstanceOf(NetlinkException.class);
    assertThat(read.is(Errno.EINVAL)).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(read::progress)
        .withMessageContaining("is not serialized");
  }

  private static byte[] serialize(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }
}
