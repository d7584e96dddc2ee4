package io.wgnetlink.link;

import io.wgnetlink.netlink.wire.UnknownAttribute;
import java.util.List;
import java.util.Map;

/**
 * What a link has because of its kind ({@code IFLA_INFO_DATA}). The kinds {@code wireguard},
 * {@code veth} and {@code dummy} have nothing there. Immutable.
 */
public sealed interface LinkData {
  /** Returns the kernel's name of the kind. */
  String kind();

  /**
   * A VRF: a domain of routing, of which links become ports.
   *
   * @param table the table in which packets of its ports are looked up; it stays as it is
   */
  record Vrf(int table) implements LinkData {
    @Override
    public String kind() {
      return "vrf";
    }
  }

  /**
   * A VLAN on its parent link.
   *
   * @param id its number, 0 to 4094; it stays as it is
   * @param protocol the EtherType: 0x8100 ({@code 802.1Q}) or 0x88a8 ({@code 802.1ad}); it stays as
   *     it is
   * @param flags {@code VLAN_FLAG_*} in {@code uapi/linux/if_vlan.h}: {@link #REORDER_HDR} and the
   *     others here; a change sets all of them
   * @param ingressQos priorities in the tag, and the packets' priorities that they become
   * @param egressQos packets' priorities, and those in the tag that they become
   */
  record Vlan(
      int id,
      int protocol,
      int flags,
      Map<Integer, Integer> ingressQos,
      Map<Integer, Integer> egressQos)
      implements LinkData {
    public static final int PROTOCOL_8021Q = 0x8100;
    public static final int PROTOCOL_8021AD = 0x88a8;

    /** Packets are handed up without the tag; so is every VLAN unless it is said otherwise. */
    public static final int REORDER_HDR = 0x1;

    public static final int GVRP = 0x2;

    /** Its state does not follow the parent's. */
    public static final int LOOSE_BINDING = 0x4;

    public static final int MVRP = 0x8;

    /** Its carrier follows that of the ports of the bridge below. */
    public static final int BRIDGE_BINDING = 0x10;

    public Vlan {
      if (id < 0 || id > 0xfff) {
        throw new IllegalArgumentException("VLAN " + id + " is not in 0 to 4095");
      }
      if (protocol < 0 || protocol > 0xffff) {
        throw new IllegalArgumentException("VLAN protocol " + protocol + " has more than 16 bits");
      }
      ingressQos = Map.copyOf(ingressQos);
      egressQos = Map.copyOf(egressQos);
    }

    /** Returns a VLAN of 802.1Q as {@code ip} makes it. */
    public static Vlan of(int id) {
      return new Vlan(id, PROTOCOL_8021Q, REORDER_HDR, Map.of(), Map.of());
    }

    @Override
    public String kind() {
      return "vlan";
    }
  }

  /**
   * A bridge.
   *
   * @param options its options and readings; in a change those to be set
   */
  record Bridge(Map<BridgeOption, Long> options) implements LinkData {
    public Bridge {
      LinkOption.check(options);
      options = Map.copyOf(options);
    }

    @Override
    public String kind() {
      return "bridge";
    }

    /** Returns the bridge without what changes by itself. */
    public Bridge steady() {
      return new Bridge(LinkOption.steady(options));
    }
  }

  /**
   * A tun or tap device: packets for a program. It is only read here. rtnetlink makes none: a
   * program makes one by opening {@code /dev/net/tun} and an ioctl on it ({@code TUNSETIFF}), the
   * kernel refuses to make one by {@code RTM_NEWLINK} with EINVAL.
   *
   * @param type 1 tun, which carries IP packets, 2 tap, which carries Ethernet's
   * @param owner the user who may open it; -1 when anybody with {@code CAP_NET_ADMIN}
   * @param group the group that may open it; -1 as above
   * @param packetInformation whether packets are preceded by four bytes of flags and protocol
   * @param vnetHeader whether packets are preceded by a {@code struct virtio_net_hdr}
   * @param persistent whether it stays when the program has closed it
   * @param multiQueue whether programs may open it several times
   * @param queues open queues, where there may be several
   * @param disabledQueues queues that are open and disabled, where there may be several
   */
  record Tun(
      int type,
      int owner,
      int group,
      boolean packetInformation,
      boolean vnetHeader,
      boolean persistent,
      boolean multiQueue,
      int queues,
      int disabledQueues)
      implements LinkData {
    public static final int TYPE_TUN = 1;
    public static final int TYPE_TAP = 2;

    @Override
    public String kind() {
      return "tun";
    }
  }

  /**
   * What a link of another kind has, as it came.
   *
   * @param kind the kernel's name of the kind
   * @param attributes the attributes inside {@code IFLA_INFO_DATA}; they are sent as they are
   */
  record Other(String kind, List<UnknownAttribute> attributes) implements LinkData {
    public Other {
      attributes = List.copyOf(attributes);
    }
  }
}
