package io.wgnetlink.wireguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.wire.MalformedMessageException;
import io.wgnetlink.netlink.wire.MessageHeader;
import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.wireguard.Device;
import io.wgnetlink.wireguard.DeviceUpdate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CodecProperties {
  @Property(tries = 500)
  void shouldComeToTheSameStateOverAnyNumberOfMessages(
      @ForAll("updates") DeviceUpdate before,
      @ForAll("updates") DeviceUpdate update,
      @ForAll Removal removal,
      @ForAll @IntRange(min = 512, max = 8192) int maxBytes) {
    ModelDevice whole = new ModelDevice();
    ModelDevice inMessages = new ModelDevice();
    whole.apply(before);
    inMessages.apply(before);

    whole.apply(update);
    DeviceUpdate sent = removal == Removal.FLAG ? update : effective(update, inMessages.device());
    List<byte[]> messages = UpdateEncoderTests.messages(sent, removal, maxBytes);
    for (byte[] message : messages) {
      assertThat(message.length + MessageHeader.LENGTH).isLessThanOrEqualTo(maxBytes);
      inMessages.apply(Messages.read(message));
    }

    assertThat(inMessages.state()).isEqualTo(whole.state());
  }

  private static DeviceUpdate effective(DeviceUpdate update, Device device) {
    HeldAllowedIps held = new HeldAllowedIps(update);
    device.accept(held);
    return held.effective();
  }

  @Property(tries = 500)
  void shouldReadTheSameDeviceHoweverItIsSpread(
      @ForAll("devices") Device device, @ForAll @IntRange(min = 1, max = 100) int perMessage) {
    assertThat(
            DeviceDecoderTests.decode(DumpWriter.write(device, perMessage).toArray(byte[][]::new)))
        .isEqualTo(device);
  }

  @Property
  void shouldDecodeOrRefuseAnyBytes(@ForAll @Size(max = 300) byte[] bytes) {
    decodeOrRefuse(bytes);
  }

  @Property(tries = 3000)
  void shouldDecodeOrRefuseDamagedMessages(
      @ForAll("devices") Device device,
      @ForAll @Size(max = 4) List<@IntRange(max = 2000) Integer> places,
      @ForAll byte value,
      @ForAll @IntRange(max = 2000) int length) {
    byte[] message = DumpWriter.writeWhole(device);
    places.forEach(place -> message[place % message.length] = value);
    int cut = length > 1000 ? message.length : Math.min(length, message.length);
    decodeOrRefuse(Arrays.copyOf(message, cut));
  }

  @Property
  void shouldListOrRefuseAnyLinks(@ForAll @Size(max = 100) byte[] bytes) {
    InterfaceList list = new InterfaceList("wireguard");
    try {
      list.message(Messages.read(bytes));
    } catch (MalformedMessageException refused) {
      assertThat(list.links()).isEmpty();
    }
  }

  private static void decodeOrRefuse(byte[] bytes) {
    DeviceCollector collector = new DeviceCollector();
    DeviceDecoder decoder = new DeviceDecoder(collector);
    decoder.begin(1);
    MessageReader message = Messages.read(bytes);
    try {
      decoder.message(message);
      decoder.message(message);
      collector.collected();
    } catch (MalformedMessageException refused) {
      assertThat(refused.offset()).isBetween(0, message.end());
    } finally {
      collector.discard();
    }
  }

  @Provide
  Arbitrary<DeviceUpdate> updates() {
    return Generators.updates();
  }

  @Provide
  Arbitrary<Device> devices() {
    return Generators.devices();
  }
}
