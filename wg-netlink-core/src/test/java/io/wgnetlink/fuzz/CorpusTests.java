package io.wgnetlink.fuzz;

import io.wgnetlink.netlink.AnswerFuzzer;
import io.wgnetlink.netlink.SubscriptionFuzzer;
import io.wgnetlink.netlink.generic.FamilyFuzzer;
import io.wgnetlink.netlink.generic.PolicyFuzzer;
import io.wgnetlink.netlink.wire.MessageFuzzer;
import io.wgnetlink.wireguard.config.ConfigurationFuzzer;
import io.wgnetlink.wireguard.internal.DeviceDumpFuzzer;
import io.wgnetlink.wireguard.internal.InterfaceListFuzzer;
import io.wgnetlink.wireguard.internal.UapiReplyFuzzer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is kept for the fuzz targets of this module, in every build. */
class CorpusTests {
  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseMessages() {
    return CorpusReplay.of(MessageFuzzer.class, MessageFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldEndRequestsWhateverTheAnswer() {
    return CorpusReplay.of(AnswerFuzzer.class, AnswerFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldDeliverOrMissMulticastMessages() {
    return CorpusReplay.of(SubscriptionFuzzer.class, SubscriptionFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseFamilies() {
    return CorpusReplay.of(FamilyFuzzer.class, FamilyFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefusePolicies() {
    return CorpusReplay.of(PolicyFuzzer.class, PolicyFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseDevices() {
    return CorpusReplay.of(DeviceDumpFuzzer.class, DeviceDumpFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseConfigurations() {
    return CorpusReplay.of(ConfigurationFuzzer.class, ConfigurationFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseReplies() {
    return CorpusReplay.of(UapiReplyFuzzer.class, UapiReplyFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> shouldReadOrRefuseInterfaces() {
    return CorpusReplay.of(InterfaceListFuzzer.class, InterfaceListFuzzer::fuzzerTestOneInput);
  }
}
