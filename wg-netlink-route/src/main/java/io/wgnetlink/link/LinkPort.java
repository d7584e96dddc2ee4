package io.wgnetlink.link;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Map;

/** What a link has because it is a port of its master ({@code IFLA_INFO_SLAVE_DATA}). Immutable. */
public sealed interface LinkPort {
  /** Returns the kernel's name of the master's kind. */
  String kind();

  /**
   * A port of a bridge.
   *
   * @param options its options and readings
   */
  record OfBridge(Map<BridgePortOption, Long> options) implements LinkPort {
    public OfBridge {
      LinkOption.check(options);
      options = Map.copyOf(options);
    }

    @Override
    public String kind() {
      return "bridge";
    }

    /** Returns the port without what changes by itself. */
    public OfBridge steady() {
      return new OfBridge(LinkOption.steady(options));
    }
  }

  /**
   * A port of a VRF.
   *
   * @param table the table in which its packets are looked up
   */
  record OfVrf(int table) implements LinkPort {
    @Override
    public String kind() {
      return "vrf";
    }
  }

  /**
   * A port of another kind of master.
   *
   * @param kind the kernel's name of the master's kind
   * @param attributes the attributes inside {@code IFLA_INFO_SLAVE_DATA}, as they came
   */
  record OfOther(String kind, List<UnknownAttribute> attributes) implements LinkPort {
    public OfOther {
      attributes = List.copyOf(attributes);
    }
  }
}
