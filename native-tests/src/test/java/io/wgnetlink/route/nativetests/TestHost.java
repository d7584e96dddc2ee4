package io.wgnetlink.route.nativetests;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wgnetlink.link.Link;
import io.wgnetlink.link.LinkChange;
import io.wgnetlink.link.LinkSpec;
import io.wgnetlink.nativetests.Witness;
import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetworkNamespace;
import io.wgnetlink.route.RouteNetlink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace of a test's own, with a client and the witness inside. */
final class TestHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NetworkNamespace namespace;
  private final RouteNetlink netlink;

  TestHost() {
    namespace = NetworkNamespace.create();
    netlink = RouteNetlink.open(namespace);
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  RouteNetlink netlink() {
    return netlink;
  }

  /** Makes a link; skips the test when the kernel does not know its kind. */
  Link create(LinkSpec spec) {
    try {
      return netlink.createLink(spec);
    } catch (NetlinkException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return abort("this kernel has no links of kind " + spec.kind());
      }
      throw e;
    }
  }

  /** Makes a veth pair, both ends here and up, and returns the first. */
  Link createPair(String name, String peerName) {
    return create(
        LinkSpec.veth(InterfaceName.of(name), InterfaceName.of(peerName)).withUp());
  }

  /** Skips the test when this machine has no tun devices. */
  void requireTun() {
    assumeTrue(Files.exists(Path.of("/dev/net/tun")), "this machine has no /dev/net/tun");
  }

  void setLoopbackUp() {
    netlink.changeLink(InterfaceName.of("lo"), LinkChange.builder().up().build());
  }

  int indexOf(String name) {
    return netlink.link(InterfaceName.of(name)).orElseThrow().index();
  }

  String nameOf(int index) {
    return netlink.link(index).orElseThrow().name().value();
  }

  /** Runs {@code ip -j} with arguments inside the namespace and returns what it prints. */
  JsonNode ip(String arguments) throws Exception {
    String output = Witness.run(namespace, ("ip -j " + arguments).split(" "));
    return JSON.readTree(output.isBlank() ? "[]" : output);
  }

  /** Returns an object of {@code ip -j}, members in a fixed order and numbers by their digits. */
  static String sorted(JsonNode object) {
    List<String> members = new ArrayList<>();
    object.properties().forEach(member -> members.add(member.toString()));
    return members.stream().sorted().toList().toString();
  }

  /** Runs {@code ip -N -j -d} once, with an option, for many questions; returns the answers. */
  List<JsonNode> batchOutput(String option, List<String> commands) throws Exception {
    Path file = Files.createTempFile("ip", ".batch");
    try {
      Files.write(file, commands);
      String output =
          Witness.run(namespace, "ip", "-N", "-j", "-d", option, "-batch", file.toString());
      List<JsonNode> answers = new ArrayList<>();
      for (String line : output.lines().toList()) {
        answers.add(JSON.readTree(line));
      }
      return answers;
    } finally {
      Files.delete(file);
    }
  }

  /** Runs {@code ip} once, with options, for many commands. */
  void batch(String option, List<String> commands) throws Exception {
    Path file = Files.createTempFile("ip", ".batch");
    try {
      Files.write(file, commands);
      Witness.run(namespace, "ip", option, "-batch", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    netlink.close();
    namespace.close();
  }
}
