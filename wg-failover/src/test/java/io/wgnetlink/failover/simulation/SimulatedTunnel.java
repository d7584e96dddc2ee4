package io.wgnetlink.failover.simulation;

import static io.wgnetlink.failover.simulation.VirtualTime.MILLIS;
import static io.wgnetlink.failover.simulation.VirtualTime.SECOND;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Two WireGuard peers and what lies between them, with the timers of
 * {@code drivers/net/wireguard/timers.c}, {@code send.c} and {@code receive.c}: renewal at the
 * first send after 120 s (initiator) or receive after 165 s, rejection after 180 s, a new handshake
 * 15 s after unanswered data, retries every 5 s and 20 tries, passive keepalive after 10 s,
 * persistent keepalive re-armed by all authenticated traffic, and staged packets. There is one
 * handshake at a time ({@code noise.c}): an initiation that arrives ends the end's own, so that two
 * which cross lead to no session. No end sends an initiation within 5 s of its last handshake
 * message, a response included, and a retry that falls into that time is not made up for.
 */
public final class SimulatedTunnel {
  /** What a packet inside the tunnel is. */
  public enum Payload {
    KEEPALIVE(32),
    NUDGE(80),
    REQUEST(144),
    REPLY(144),
    ICMP_ERROR(160),
    ECHO(96),
    ECHO_REPLY(96),
    STREAM(144);

    public final int bytes;

    Payload(int bytes) {
      this.bytes = bytes;
    }
  }

  private static final int INITIATION = 148;
  private static final int RESPONSE = 92;

  private final VirtualTime time;
  public final End left;
  public final End right;
  public long delay = 10 * MILLIS;
  /** By how much a packet may be later than another; so they may overtake each other. */
  public long jitter;

  public double loss;
  public boolean cutLeftToRight;
  public boolean cutRightToLeft;
  /** Handshakes that came to nothing because the two ends' initiations crossed. */
  public int crossings;

  private long sessions;

  public SimulatedTunnel(VirtualTime time, int leftKeepalive, int rightKeepalive) {
    this.time = time;
    left = new End(leftKeepalive, () -> cutLeftToRight);
    right = new End(rightKeepalive, () -> cutRightToLeft);
    left.other = right;
    right.other = left;
    left.armPersistent();
    right.armPersistent();
  }

  /** Returns this tunnel after its first handshake. */
  public SimulatedTunnel established() {
    left.send(Payload.KEEPALIVE);
    time.pass(SECOND);
    return this;
  }

  public void cut() {
    cutLeftToRight = true;
    cutRightToLeft = true;
  }

  public void heal() {
    cutLeftToRight = false;
    cutRightToLeft = false;
  }

  /** A packet, and which one of its kind. */
  private record Packet(Payload payload, int sequence) {}

  /** One end's keys of one session. */
  private record Session(long id, long born, boolean initiator) {}

  /** One peer, as the other host sees it. */
  public final class End {
    private final int keepalive;
    private final BooleanSupplier cut;
    private End other;

    public long rx;
    public long tx;
    public long handshake = -1;
    /** Whether the host sends an ICMP error back for a nudge, or leaves it to the keepalive. */
    public boolean answersNudges;
    /** Whether the host answers ICMP echo requests. */
    public boolean answersEchoes;
    /** Told of each echo reply. */
    public IntConsumer echoReplies = sequence -> {};
    /** Told of each handshake initiation that arrives. */
    public Runnable initiations = () -> {};
    /** Told of each packet that is delivered. */
    public Consumer<Payload> deliveries = payload -> {};

    public int received;
    /**
     * Whether data of the other end is accepted: when its source is another peer's allowed IP it is
     * authenticated, which all timers see, but neither counted nor delivered.
     */
    public BooleanSupplier acceptsData = () -> true;

    private Session current;
    private Session next;
    private Session previous;
    /** When an initiation or a response was last sent: the next initiation waits 5 s. */
    private long handshakeSent = Long.MIN_VALUE / 2;

    private long initiationId = -1;
    private int attempts;
    private boolean needAnother;
    private final ArrayDeque<Packet> staged = new ArrayDeque<>();
    private VirtualTime.Event newHandshake;
    private VirtualTime.Event retransmit;
    private VirtualTime.Event passive;
    private VirtualTime.Event persistent;

    private End(int keepalive, BooleanSupplier cut) {
      this.keepalive = keepalive;
      this.cut = cut;
    }

    /** Sends a packet through the tunnel. */
    public void send(Payload payload) {
      send(new Packet(payload, 0));
    }

    /** Sends an ICMP echo request through the tunnel. */
    public void echo(int sequence) {
      send(new Packet(Payload.ECHO, sequence));
    }

    private void send(Packet packet) {
      if (staged.size() >= 128) {
        staged.removeFirst();
      }
      staged.add(packet);
      flush();
    }

    /** As when the peer is removed and added again. */
    public void recreate() {
      rx = 0;
      tx = 0;
      handshake = -1;
      current = null;
      next = null;
      previous = null;
      staged.clear();
      initiationId = -1;
      attempts = 0;
      needAnother = false;
      handshakeSent = Long.MIN_VALUE / 2;
      for (VirtualTime.Event timer : timers()) {
        timer.cancel();
      }
      newHandshake = null;
      retransmit = null;
      passive = null;
    }

    private List<VirtualTime.Event> timers() {
      List<VirtualTime.Event> timers = new ArrayList<>();
      for (VirtualTime.Event timer : new VirtualTime.Event[] {newHandshake, retransmit, passive}) {
        if (timer != null) {
          timers.add(timer);
        }
      }
      return timers;
    }

    private void flush() {
      if (!alive(current)) {
        initiate(false);
        return;
      }
      while (!staged.isEmpty()) {
        transport(staged.removeFirst());
      }
    }

    private boolean alive(Session session) {
      return session != null && time.now() - session.born < 180 * SECOND;
    }

    private void transport(Packet packet) {
      Payload payload = packet.payload();
      tx += payload.bytes;
      sentAuthenticated();
      if (payload != Payload.KEEPALIVE && newHandshake == null) {
        newHandshake = time.after(15 * SECOND + time.jitter(333 * MILLIS), () -> {
          newHandshake = null;
          initiate(false);
        });
      }
      long id = current.id;
      carry(() -> other.receive(id, packet));
      if (current.initiator && time.now() - current.born >= 120 * SECOND) {
        initiate(false);
      }
    }

    private void initiate(boolean isRetry) {
      if (!isRetry) {
        attempts = 0;
      }
      if (time.now() - handshakeSent < 5 * SECOND) {
        return;
      }
      handshakeSent = time.now();
      initiationId = ++sessions;
      tx += INITIATION;
      sentAuthenticated();
      if (retransmit != null) {
        retransmit.cancel();
      }
      retransmit = time.after(5 * SECOND + time.jitter(333 * MILLIS), this::retransmit);
      long id = initiationId;
      carry(() -> other.receiveInitiation(id));
    }

    private void retransmit() {
      retransmit = null;
      if (attempts > 18) {
        staged.clear();
        return;
      }
      attempts++;
      initiate(true);
    }

    private void receiveInitiation(long id) {
      initiations.run();
      rx += INITIATION;
      receivedAuthenticated();
      initiationId = -1;
      next = new Session(id, time.now(), false);
      handshakeSent = time.now();
      tx += RESPONSE;
      sentAuthenticated();
      carry(() -> other.receiveResponse(id));
    }

    private void receiveResponse(long id) {
      if (id != initiationId) {
        crossings++;
        return;
      }
      initiationId = -1;
      rx += RESPONSE;
      previous = current;
      current = new Session(id, time.now(), true);
      receivedAuthenticated();
      completed();
      if (staged.isEmpty()) {
        staged.add(new Packet(Payload.KEEPALIVE, 0));
      }
      flush();
    }

    private void completed() {
      if (retransmit != null) {
        retransmit.cancel();
        retransmit = null;
      }
      attempts = 0;
      handshake = time.now();
    }

    private void receive(long id, Packet packet) {
      Payload payload = packet.payload();
      if (next != null && next.id == id) {
        previous = current;
        current = next;
        next = null;
        completed();
        if (!staged.isEmpty()) {
          flush();
        }
      } else if (!(alive(current) && current.id == id) && !(alive(previous) && previous.id == id)) {
        return;
      }
      boolean accepted = payload == Payload.KEEPALIVE || acceptsData.getAsBoolean();
      if (accepted) {
        rx += payload.bytes;
      }
      receivedAuthenticated();
      if (alive(current) && current.initiator && time.now() - current.born >= 165 * SECOND) {
        initiate(false);
      }
      if (payload == Payload.KEEPALIVE) {
        return;
      }
      if (passive == null) {
        armPassive();
      } else {
        needAnother = true;
      }
      if (accepted) {
        deliver(packet);
      }
    }

    private void deliver(Packet packet) {
      Payload payload = packet.payload();
      received++;
      deliveries.accept(payload);
      if (payload == Payload.ECHO && answersEchoes) {
        send(new Packet(Payload.ECHO_REPLY, packet.sequence()));
      } else if (payload == Payload.ECHO_REPLY) {
        echoReplies.accept(packet.sequence());
      } else if (payload == Payload.REQUEST) {
        send(Payload.REPLY);
      } else if (payload == Payload.NUDGE && answersNudges) {
        send(Payload.ICMP_ERROR);
      }
    }

    private void armPassive() {
      passive = time.after(10 * SECOND + time.jitter(640 * MILLIS), () -> {
        passive = null;
        sendKeepalive();
        if (needAnother) {
          needAnother = false;
          armPassive();
        }
      });
    }

    private void armPersistent() {
      if (persistent != null) {
        persistent.cancel();
      }
      if (keepalive > 0) {
        persistent = time.after(keepalive * SECOND, () -> {
          persistent = null;
          sendKeepalive();
          if (persistent == null) {
            armPersistent();
          }
        });
      }
    }

    private void sendKeepalive() {
      if (staged.isEmpty()) {
        staged.add(new Packet(Payload.KEEPALIVE, 0));
      }
      flush();
    }

    private void sentAuthenticated() {
      if (passive != null) {
        passive.cancel();
        passive = null;
      }
      armPersistent();
    }

    private void receivedAuthenticated() {
      if (newHandshake != null) {
        newHandshake.cancel();
        newHandshake = null;
      }
      armPersistent();
    }

    private void carry(Runnable arrival) {
      if (!cut.getAsBoolean() && time.random.nextDouble() >= loss) {
        time.after(delay + (jitter > 0 ? time.jitter(jitter) : 0), () -> {
          if (!cut.getAsBoolean()) {
            arrival.run();
          }
        });
      }
    }
  }
}
