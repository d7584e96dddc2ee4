package io.wgnetlink.route.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wgnetlink.captures.Capture;
import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.route.Route;
import io.wgnetlink.route.RouteView;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RouteFlyweightTests {
  private final RouteFlyweight view = new RouteFlyweight();

  @Property
  void shouldSayOfEveryRouteWhatItsValueSays(@ForAll("routes") Route route) {
    RouteFlyweight again = new RouteFlyweight();
    assertThat(again.isOver(Capture.reader(Capture.change(RouteMessages.add(route)))))
        .isTrue();
    assertSame(again, new ValueRouteView(route));
    assertThat(again.toRoute()).isEqualTo(route);
  }

  @Provide
  Arbitrary<Route> routes() {
    return RouteArbitraries.routes();
  }

  /** One view over many: nothing is left of the one before. */
  @Test
  void shouldForgetTheRouteBefore() {
    List<MessageReader> messages = Stream.of(
            "route-dump-4", "route-dump-qualities-6", "route-dump-6", "route-dump-qualities-4")
        .flatMap(name -> Capture.of(name).received().stream())
        .map(Capture::reader)
        .toList();
    assertThat(messages).hasSize(13);
    for (MessageReader message : messages) {
      assertThat(view.isOver(message)).isTrue();
      assertSame(view, new ValueRouteView(RouteMessages.decode(message)));
    }
  }

  private static void assertSame(RouteView actual, RouteView wanted) {
    assertThat(words(actual)).isEqualTo(words(wanted));
  }

  private static List<Object> words(RouteView route) {
    return List.of(
        route.family(),
        route.destinationHigh(),
        route.destinationLow(),
        route.destinationLength(),
        route.hasSource(),
        route.type(),
        route.table(),
        route.protocol(),
        route.scope(),
        route.tos(),
        route.metric(),
        route.oif(),
        route.hasGateway(),
        route.hasGateway() ? route.gatewayFamily() : "",
        route.hasGateway() ? route.gatewayHigh() : "",
        route.hasGateway() ? route.gatewayLow() : "",
        route.hasNexthops(),
        route.nexthopId(),
        route.realms(),
        route.flags());
  }

  @Test
  void shouldPassOverWhatIsNoRouteOfAKnownFamily() {
    byte[] message = Capture.of("route-dump-6").received().get(0);
    message[16] = 28; // AF_MPLS
    assertThat(view.isOver(Capture.reader(message))).isFalse();
    message[16] = 10;
    message[4] = 25; // RTM_DELROUTE
    assertThat(view.isOver(Capture.reader(message))).isFalse();
  }

  @Test
  void shouldRefuseWhatIsMalformed() {
    byte[] message = Capture.of("route-dump-6").received().get(0);
    message[17] = (byte) 129;
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> view.isOver(Capture.reader(message)))
        .withMessageContaining("prefix of 129 bits");
    byte[] via = Capture.of("route-add-via-inet6").sent();
    via[40] = 28; // rtvia_family
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> view.isOver(Capture.reader(via)))
        .withMessageContaining("RTA_VIA of an unknown family");
  }

  @Test
  void shouldSayThatThereIsNoRouter() {
    assertThat(view.isOver(Capture.reader(Capture.of("route-dump-6").received().get(0))))
        .isTrue();
    assertThat(view.hasGateway()).isFalse();
    assertThatIllegalStateException().isThrownBy(view::gatewayLow);
    assertThatIllegalStateException().isThrownBy(new RouteFlyweight()::family);
  }
}
