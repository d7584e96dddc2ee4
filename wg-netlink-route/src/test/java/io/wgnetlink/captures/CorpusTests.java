package io.wgnetlink.captures;

import io.wgnetlink.fuzz.CorpusReplay;
import io.wgnetlink.link.internal.AddressFuzzer;
import io.wgnetlink.link.internal.LinkFuzzer;
import io.wgnetlink.monitor.RouteEventsFuzzer;
import io.wgnetlink.nftables.internal.NftablesFuzzer;
import io.wgnetlink.route.internal.NamespaceFuzzer;
import io.wgnetlink.route.internal.NeighbourFuzzer;
import io.wgnetlink.route.internal.NexthopObjectFuzzer;
import io.wgnetlink.route.internal.RouteFuzzer;
import io.wgnetlink.route.internal.RouteWalkFuzzer;
import io.wgnetlink.route.internal.RuleFuzzer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is kept for the fuzz targets of this module, in every build. */
class CorpusTests {
  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseLinks() {
    return CorpusReplay.of(LinkFuzzer.class, LinkFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldMakeEventsOrOverrunsOfMulticastMessages() {
    return CorpusReplay.of(RouteEventsFuzzer.class, RouteEventsFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseAddresses() {
    return CorpusReplay.of(AddressFuzzer.class, AddressFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseRoutes() {
    return CorpusReplay.of(RouteFuzzer.class, RouteFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldPutRoutesInOneOrder() {
    return CorpusReplay.of(RouteWalkFuzzer.class, RouteWalkFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseRules() {
    return CorpusReplay.of(RuleFuzzer.class, RuleFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseNeighbours() {
    return CorpusReplay.of(NeighbourFuzzer.class, NeighbourFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseNumbersOfNamespaces() {
    return CorpusReplay.of(NamespaceFuzzer.class, NamespaceFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseNexthopObjects() {
    return CorpusReplay.of(NexthopObjectFuzzer.class, NexthopObjectFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseNftables() {
    return CorpusReplay.of(NftablesFuzzer.class, NftablesFuzzer::fuzzerTestOneInput);
  }
}
