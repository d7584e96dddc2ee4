package io.wgnetlink.wireguard.internal;

import io.wgnetlink.net.InterfaceName;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.ExtendedAck;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.NetlinkTimeoutException;
import io.wgnetlink.netlink.OutcomeUnknownException;
import io.wgnetlink.wireguard.Device;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * The daemon behind a socket: makes requests of it, each over a connection of its own, and turns
 * what goes wrong into the errors that callers know. Thread-safe.
 *
 * @param timeout how long it may give no sign of life
 */
record UapiDaemon(Path socket, UapiBuffers buffers, Duration timeout) {
  private static final Errno ECONNREFUSED = new Errno(111);
  private static final byte[] GET = "get=1\n\n".getBytes(StandardCharsets.US_ASCII);

  /** Reads the device that the daemon serves. */
  Device read(InterfaceName name, int index, ToIntFunction<InterfaceName> interfaceIndex) {
    UapiDeviceDecoder decoder = new UapiDeviceDecoder(name, index, interfaceIndex);
    UapiReply reply = new UapiReply(decoder);
    try {
      exchange("read WireGuard device " + name, request -> request.put(GET), reply, false);
      return decoder.decoded();
    } finally {
      decoder.discard();
    }
  }

  /** Makes a change. */
  void set(String operation, Consumer<ByteBuffer> request) {
    UapiReply reply = new UapiReply(line -> {
      throw line.malformed("is not expected in the reply to a change");
    });
    exchange(operation, request, reply, true);
  }

  /** Returns whether somebody listens, or might: a daemon that is slow to accept counts. */
  boolean isAlive() throws IOException {
    try {
      UapiConnection.open(socket, Duration.ofMillis(1)).close();
      return true;
    } catch (ConnectException nobodyListens) {
      return false;
    } catch (SocketTimeoutException busy) {
      return true;
    }
  }

  private void exchange(
      String operation, Consumer<ByteBuffer> request, UapiReply reply, boolean changes) {
    String where = operation + " at " + socket;
    UapiBuffers.Pair pair = buffers.take();
    try (UapiConnection connection = connect(where)) {
      request.accept(pair.request());
      connection.exchange(pair.request().flip(), pair.reply(), reply);
    } catch (SocketTimeoutException e) {
      throw caused(new NetlinkTimeoutException(where, timeout), e);
    } catch (IOException | MalformedReplyException e) {
      String reason = "the daemon does not answer properly: " + e.getMessage();
      throw caused(
          changes
              ? new OutcomeUnknownException(where, reason)
              : new NetlinkException(where, reason),
          e);
    } finally {
      buffers.release(pair);
    }
    if (reply.errno() != 0) {
      throw refusal(where, new Errno(reply.errno()));
    }
  }

  /** Connects; when that fails, nothing was sent. */
  private UapiConnection connect(String where) {
    try {
      return UapiConnection.open(socket, timeout);
    } catch (ConnectException e) {
      String cure =
          "nobody listens there, the daemon has ended: start it again, or delete the file";
      throw caused(new NetlinkException(where, ECONNREFUSED, ExtendedAck.NONE, cure), e);
    } catch (SocketTimeoutException e) {
      throw caused(
          new NetlinkException(where, "the daemon accepts no connection; nothing was sent"), e);
    } catch (IOException e) {
      throw caused(
          new NetlinkException(
              where,
              "cannot connect: " + e.getMessage()
                  + "; the socket is open to its user and root only"),
          e);
    }
  }

  private static NetlinkException refusal(String where, Errno errno) {
    String cure = "";
    if (errno.equals(Errno.EADDRINUSE)) {
      cure = "another socket has the listen port";
    } else if (errno.equals(Errno.EINVAL)) {
      cure = "the daemon does not take one of the lines; it has applied those before";
    }
    return new NetlinkException(where, errno, ExtendedAck.NONE, cure);
  }

  private static NetlinkException caused(NetlinkException exception, Exception cause) {
    exception.initCause(cause);
    return exception;
  }
}
