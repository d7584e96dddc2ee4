package io.wgnetlink.route.internal;

import io.wgnetlink.netlink.BatchResult;
import io.wgnetlink.netlink.Errno;
import io.wgnetlink.netlink.NetlinkClient;
import io.wgnetlink.netlink.NetlinkException;
import io.wgnetlink.netlink.Request;
import io.wgnetlink.route.NexthopBucket;
import io.wgnetlink.route.NexthopFilter;
import io.wgnetlink.route.NexthopObject;
import io.wgnetlink.route.NexthopRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nexthop objects of the kernel. */
final class KernelNexthops implements NexthopRequests {
  private final NetlinkClient client;

  KernelNexthops(NetlinkClient client) {
    this.client = client;
  }

  @Override
  public List<NexthopObject> nexthops(NexthopFilter filter) {
    return TableReader.read(
        client,
        NexthopObjectMessages.dump(filter),
        message -> NexthopObjectMessages.isNexthop(message)
            ? Optional.of(NexthopObjectMessages.decode(message)).filter(filter::matches)
            : Optional.empty());
  }

  @Override
  public Optional<NexthopObject> nexthop(int id) {
    try {
      return Optional.of(client.get(NexthopObjectMessages.get(id), NexthopObjectMessages::decode));
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public NexthopObject addNexthop(NexthopObject object) {
    return client.get(NexthopObjectMessages.add(object), NexthopObjectMessages::decode);
  }

  @Override
  public void replaceNexthop(NexthopObject object) {
    client.execute(NexthopObjectMessages.replace(object));
  }

  @Override
  public void changeNexthop(NexthopObject object) {
    client.execute(NexthopObjectMessages.change(object));
  }

  @Override
  public void deleteNexthop(int id) {
    client.execute(NexthopObjectMessages.delete(id));
  }

  @Override
  public int flushNexthops(NexthopFilter filter) {
    List<Request> deletions = new ArrayList<>();
    nexthops(filter).forEach(one -> deletions.add(NexthopObjectMessages.delete(one.id())));
    if (deletions.isEmpty()) {
      return 0;
    }
    List<BatchResult.Outcome> others = client.batch(deletions).outcomes().stream()
        .filter(outcome -> !(outcome instanceof BatchResult.Applied))
        .toList();
    new BatchResult(others.stream().filter(outcome -> !isGone(outcome)).toList()).orThrow();
    return deletions.size() - others.size();
  }

  private static boolean isGone(BatchResult.Outcome outcome) {
    return outcome instanceof BatchResult.Refused refused && refused.cause().is(Errno.ENOENT);
  }

  @Override
  public List<NexthopBucket> nexthopBuckets(int group) {
    return TableReader.read(
        client,
        NexthopObjectMessages.dumpBuckets(group),
        message -> NexthopObjectMessages.isBucket(message)
            ? Optional.of(NexthopObjectMessages.decodeBucket(message))
            : Optional.empty());
  }
}
