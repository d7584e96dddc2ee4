package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;

class NamespaceMessagesTests {
  private static final int DESCRIPTOR = 6; // of iproute2, in the captures

  private static byte[] received(String capture) {
    return Capture.of(capture).received().get(0);
  }

  @Test
  void shouldAskForANumberAsIpDoes() {
    assertThat(Capture.change(NamespaceMessages.assign("net:[1]", DESCRIPTOR)))
        .isEqualTo(Capture.of("namespace-id-add").sent());
  }

  @Test
  void shouldAskWhichNumberItIsAsIpDoes() {
    assertThat(Capture.question(NamespaceMessages.get("net:[1]", DESCRIPTOR)))
        .isEqualTo(Capture.of("namespace-id-get").sent());
  }

  @Test
  void shouldReadTheNumber() {
    assertThat(NamespaceMessages.decode(Capture.reader(received("namespace-id-get"))))
        .contains(7);
  }

  @Test
  void shouldReadThatThereIsNone() {
    byte[] message = received("namespace-id-get-none");
    assertThat(NamespaceMessages.decode(Capture.reader(message))).isEmpty();
  }

  @Test
  void shouldRefuseAnAttributeThatIsCutOff() {
    byte[] message = received("namespace-id-get");
    message[20] = 6; // nla_len of NETNSA_NSID

    assertThatThrownBy(() -> NamespaceMessages.decode(Capture.reader(message)))
        .isInstanceOf(MalformedMessageException.class);
  }
}
