package io.wgnetlink.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wgnetlink.netlink.wire.Attribute;
import io.wgnetlink.netlink.wire.AttributeCursor;
import io.wgnetlink.netlink.wire.AttributeFormat;
import io.wgnetlink.netlink.wire.AttributeTable;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that every process may make, against the kernel that runs the tests. */
class NetlinkClientTests {
  private static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;

  /** {@code struct ifinfomsg}. */
  private static final int LINK_HEADER = 16;

  private enum LinkAttribute implements Attribute {
    IFLA_IFNAME(3, AttributeFormat.string(15));

    private static final AttributeTable<LinkAttribute> TABLE =
        AttributeTable.of(LinkAttribute.class);
    private final int type;
    private final AttributeFormat format;

    LinkAttribute(int type, AttributeFormat format) {
      this.type = type;
      this.format = format;
    }

    @Override
    public int type() {
      return type;
    }

    @Override
    public AttributeFormat format() {
      return format;
    }
  }

  private static final MessageSchema GET_LINK =
      new MessageSchema("RTM_GETLINK", LINK_HEADER, LinkAttribute.TABLE);

  private final NetworkNamespace namespace = NetworkNamespace.current();
  private final NetlinkClient client = NetlinkClient.open(namespace, NetlinkProtocol.ROUTE);

  @AfterEach
  void close() {
    client.close();
    namespace.close();
  }

  private static Request link(int type, String name) {
    return Request.of("read link " + name, type, GET_LINK, writer -> {
      writer.reserve(LINK_HEADER);
      writer.putString(LinkAttribute.IFLA_IFNAME, name);
    });
  }

  private static String nameOf(MessageReader message) {
    AttributeCursor<LinkAttribute> cursor = new AttributeCursor<>(LinkAttribute.TABLE);
    cursor.over(message, LINK_HEADER);
    while (cursor.next()) {
      if (!cursor.isUnknown()) {
        return cursor.string();
      }
    }
    return "";
  }

  @Test
  void shouldReadOneLink() {
    assertThat(client.get(link(RTM_GETLINK, "lo"), NetlinkClientTests::nameOf)).isEqualTo("lo");
  }

  @Test
  void shouldReadEveryLinkInADump() {
    List<String> names = new ArrayList<>();
    client.dump(
        Request.of("read links", RTM_GETLINK, GET_LINK, writer -> writer.reserve(LINK_HEADER)),
        new DumpVisitor() {
          @Override
          public void begin(int attempt) {
            names.clear();
          }

          @Override
          public void message(MessageReader message) {
            names.add(nameOf(message));
          }
        });
    assertThat(names).contains("lo");
  }

  @Test
  void shouldSayWhatWasAskedAndWhatTheKernelAnswered() {
    assertThatThrownBy(() -> client.get(link(RTM_GETLINK, "absent0"), NetlinkClientTests::nameOf))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.ENODEV)).isTrue())
        .hasMessage("cannot read link absent0: ENODEV (No such device)");
  }

  @Test
  void shouldTellOfEachRequestOfABatch() {
    BatchResult result =
        client.batch(List.of(link(RTM_DELLINK, "absent0"), link(RTM_DELLINK, "absent1")));
    assertThat(result.outcomes())
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(BatchResult.Refused.class));
  }

  @Test
  void shouldRefuseToBeUsedByItsOwnVisitor() {
    assertThatThrownBy(() -> client.get(
            link(RTM_GETLINK, "lo"),
            message -> client.get(link(RTM_GETLINK, "lo"), NetlinkClientTests::nameOf)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldGoOnAfterAVisitorThrewInTheMiddleOfADump() {
    Request dump =
        Request.of("read links", RTM_GETLINK, GET_LINK, writer -> writer.reserve(LINK_HEADER));
    DumpVisitor failing = new DumpVisitor() {
      @Override
      public void begin(int attempt) {}

      @Override
      public void message(MessageReader message) {
        throw new IllegalArgumentException("enough");
      }
    };
    assertThatThrownBy(() -> client.dump(dump, failing)).hasMessage("enough");
    shouldReadEveryLinkInADump();
  }

  @Test
  void shouldRefuseRequestsOnceClosed() {
    client.close();
    assertThatThrownBy(() -> client.get(link(RTM_GETLINK, "lo"), NetlinkClientTests::nameOf))
        .isInstanceOf(IllegalStateException.class);
  }
}
