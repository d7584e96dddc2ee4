package io.wgnetlink.netlink.internal.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Control messages as the kernel writes them behind the structure. */
class ReceiveHeaderTests {
  private static final int MSG_CONTROLLEN = 40;
  private static final int CONTROL = 72;
  private static final int SOL_SOCKET = 1;

  private final ReceiveHeader subject = new ReceiveHeader();
  private final ByteBuffer block = subject.prepare(LibC.allocate(16));
  private int at = CONTROL;

  private void control(int length, int level, int type, int value) {
    block.putLong(at, length).putInt(at + 8, level).putInt(at + 12, type).putInt(at + 16, value);
    at += (length + 7) & ~7;
    block.putLong(MSG_CONTROLLEN, at - CONTROL);
  }

  @Test
  void shouldFindTheNumberOfTheNamespace() {
    control(20, NetlinkSocket.SOL_NETLINK, NetlinkSocket.NETLINK_LISTEN_ALL_NSID, 5);

    assertThat(subject.namespaceId()).contains(5);
  }

  @Test
  void shouldFindItBehindOthers() {
    control(28, SOL_SOCKET, 2, 7); // SCM_CREDENTIALS
    control(20, NetlinkSocket.SOL_NETLINK, 3, 8); // NETLINK_PKTINFO
    control(20, NetlinkSocket.SOL_NETLINK, NetlinkSocket.NETLINK_LISTEN_ALL_NSID, 0);

    assertThat(subject.namespaceId()).contains(0);
  }

  @Test
  void shouldFindNoneInAMessageOfItsOwnNamespace() {
    control(20, NetlinkSocket.SOL_NETLINK, NetlinkSocket.NETLINK_LISTEN_ALL_NSID, 5);
    block.putLong(MSG_CONTROLLEN, 0);

    assertThat(subject.namespaceId()).isEmpty();
  }

  @Test
  void shouldEndAtALengthThatIsNone() {
    for (long length : new long[] {0, -8, 12, 4096, Long.MAX_VALUE}) {
      at = CONTROL;
      control(24, SOL_SOCKET, 2, 7);
      control(20, NetlinkSocket.SOL_NETLINK, NetlinkSocket.NETLINK_LISTEN_ALL_NSID, 5);
      block.putLong(CONTROL, length);

      assertThat(subject.namespaceId()).as("%d", length).isEmpty();
    }
  }

  @Test
  void shouldForgetTheLastOneWhenItIsMadeReady() {
    control(20, NetlinkSocket.SOL_NETLINK, NetlinkSocket.NETLINK_LISTEN_ALL_NSID, 5);
    subject.prepare(LibC.allocate(32));

    assertThat(block.getLong(MSG_CONTROLLEN)).isEqualTo(128);
    assertThat(block.getLong(64)).as("iov_len").isEqualTo(32);
  }
}
