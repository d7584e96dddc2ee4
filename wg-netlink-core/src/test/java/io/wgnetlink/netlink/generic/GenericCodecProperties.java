package io.wgnetlink.netlink.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgnetlink.netlink.wire.MessageReader;
import io.wgnetlink.netlink.wire.MessageWriter;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GenericCodecProperties {
  @Property
  void shouldReadBackTheCommand(
      @ForAll @IntRange(max = 255) int command, @ForAll @IntRange(max = 255) int version) {
    MessageWriter writer = new MessageWriter(64);
    writer.beginMessage(0x23, 0, 1);
    GenericHeader.encode(writer, command, version);
    writer.endMessage();
    assertThat(GenericHeader.command(reader(writer))).isEqualTo(command);
  }

  @Property
  void shouldReadBackAFamily(
      @ForAll("names") String name,
      @ForAll @IntRange(min = 1, max = 65535) int id,
      @ForAll int version,
      @ForAll("groups") Map<String, Integer> groups) {
    MessageWriter writer = new MessageWriter(64);
    writer.beginMessage(0x10, 0, 1);
    GenericHeader.encode(writer, 1, 2);
    writer.putString(ControlAttribute.CTRL_ATTR_FAMILY_NAME, name);
    writer.putU16(ControlAttribute.CTRL_ATTR_FAMILY_ID, id);
    writer.putU32(ControlAttribute.CTRL_ATTR_VERSION, version);
    writer.open(ControlAttribute.CTRL_ATTR_MCAST_GROUPS);
    groups.forEach((group, number) -> {
      writer.openElement(1);
      writer.putU32(ControlAttribute.Group.CTRL_ATTR_MCAST_GRP_ID, number);
      writer.putString(ControlAttribute.Group.CTRL_ATTR_MCAST_GRP_NAME, group);
      writer.close();
    });
    writer.close();
    writer.endMessage();

    assertThat(GenericFamily.decode(reader(writer)))
        .isEqualTo(new GenericFamily(name, id, version, groups));
  }

  private static MessageReader reader(MessageWriter writer) {
    MessageReader reader = new MessageReader().over(writer.buffer(), 0, writer.length());
    assertThat(reader.next()).isTrue();
    return reader;
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(15);
  }

  @Provide
  Arbitrary<Map<String, Integer>> groups() {
    return Arbitraries.maps(names(), Arbitraries.integers().filter(number -> number != 0))
        .ofMaxSize(5);
  }
}
