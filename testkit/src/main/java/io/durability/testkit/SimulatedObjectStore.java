package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreTraits;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object store in a {@link Simulation}, as one process is connected to it: requests take virtual
 * time, each has its effect on the {@link ObjectBucket} at one instant in between, and some meet a
 * fault. Everything follows from the seed of the world.
 *
 * <p>While its process is frozen nothing is sent and no answer arrives. Once it is killed nothing
 * is sent; what was under way may still take effect. A connection without a process is never
 * stopped.
 *
 * <p>Threads: those of the world, in turns; others may make requests.
 */
public final class SimulatedObjectStore implements ObjectStore {

  final Simulation world;
  private final ObjectBucket bucket;
  final @Nullable SimulatedProcess process;
  final SplittableRandom chance;
  private final ObjectTraffic traffic;
  RequestTiming timing = RequestTiming.cloud();
  private ObjectFaults faults = ObjectFaults.NONE;
  private Consumer<ObjectRequest> before = request -> {};
  Consumer<ObjectRequest> after = request -> {};
  private long requests;

  /** Connects to a bucket of its own, in nobody's name. */
  public SimulatedObjectStore(Simulation world) {
    this(world, new ObjectBucket(), null, new ObjectTraffic());
  }

  /** Connects a process to a bucket. */
  public SimulatedObjectStore(ObjectBucket bucket, SimulatedProcess process) {
    this(process.world(), bucket, process, new ObjectTraffic());
  }

  /** Connects a process to a bucket, and counts together with other connections. */
  public SimulatedObjectStore(
      ObjectBucket bucket, SimulatedProcess process, ObjectTraffic traffic) {
    this(process.world(), bucket, process, traffic);
  }

  private SimulatedObjectStore(
      Simulation world,
      ObjectBucket bucket,
      @Nullable SimulatedProcess process,
      ObjectTraffic traffic) {
    this.world = world;
    this.bucket = bucket;
    this.process = process;
    this.traffic = traffic;
    this.chance = world.split();
  }

  /** Sets how long requests take; as in the cloud unless set. */
  public SimulatedObjectStore timing(RequestTiming times) {
    timing = times;
    return this;
  }

  /** Sets which requests meet which faults; none unless set. */
  public SimulatedObjectStore faults(ObjectFaults plan) {
    faults = plan;
    return this;
  }

  /** Sets what is told of each request before it is sent: the place to freeze or kill a process. */
  public SimulatedObjectStore beforeEach(Consumer<ObjectRequest> hook) {
    before = hook;
    return this;
  }

  /** Sets what is told of each request when it has taken effect and nobody has heard of it. */
  public SimulatedObjectStore afterEach(Consumer<ObjectRequest> hook) {
    after = hook;
    return this;
  }

  /** Returns the objects. */
  public ObjectBucket bucket() {
    return bucket;
  }

  /** Returns what was counted. */
  public ObjectTraffic traffic() {
    return traffic;
  }

  private synchronized <T> CompletableFuture<T> request(
      RequestKind kind,
      List<String> keys,
      @Nullable ByteBuffer content,
      boolean conditional,
      SimulatedRequest.Effect<T> effect) {
    requests++;
    long bytes = content == null ? 0 : content.remaining();
    ObjectRequest request = new ObjectRequest(requests, kind, keys, bytes, conditional);
    before.accept(request);
    if (process != null && process.isKilled()) {
      return new CompletableFuture<>();
    }
    ObjectFault planned = faults.next(request);
    boolean meets =
        planned != null
            && planned.suits(kind)
            && (planned != ObjectFault.CONDITION_412 || conditional);
    ObjectFault fault = meets ? planned : null;
    traffic.count(kind);
    if (fault != null) {
      traffic.count(fault);
    }
    SimulatedRequest<T> call = new SimulatedRequest<>(this, request, content, fault, effect);
    if (process != null && process.frozenUntil() > world.nanoTime()) {
      // It is sent when the process goes on, if ever.
      world.schedule(process, process.frozenUntil() - world.nanoTime(), call::send);
    } else {
      call.send();
    }
    return call.future;
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    byte[] bytes = ObjectBucket.copy(content);
    if (bytes.length > bucket.traits().putBytesMax()) {
      throw new IllegalArgumentException("too large for one put [found=" + bytes.length + "]");
    }
    return request(
        RequestKind.PUT,
        List.of(key),
        content,
        !(condition instanceof PutCondition.None),
        fault -> bucket.put(key, bytes, metadata, condition));
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    if (position < 0 || length < 1) {
      throw new IllegalArgumentException(
          "range [position=" + position + ", length=" + length + "]");
    }
    return request(
        RequestKind.GET,
        List.of(key),
        null,
        false,
        fault -> {
          ObjectRange range = bucket.get(key, position, length, version);
          ByteBuffer bytes = range.bytes();
          if (fault == ObjectFault.DAMAGED_BODY && bytes.hasRemaining()) {
            int at = chance.nextInt(bytes.remaining());
            bytes.put(at, (byte) (bytes.get(at) ^ (1 << chance.nextInt(8))));
          }
          return range;
        });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return request(RequestKind.HEAD, List.of(key), null, false, fault -> bucket.head(key));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return request(
        RequestKind.LIST,
        List.of(prefix),
        null,
        false,
        fault -> {
          ObjectPage found = bucket.list(prefix, after, page);
          if (fault != ObjectFault.PAGE_UNORDERED) {
            return found;
          }
          List<ObjectInfo> mixed = new ArrayList<>(found.objects());
          Collections.shuffle(mixed, new Random(chance.nextLong()));
          return new ObjectPage(mixed, found.next());
        });
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    if (keys.isEmpty() || keys.size() > bucket.traits().deleteKeysMax()) {
      throw new IllegalArgumentException("number of keys [found=" + keys.size() + "]");
    }
    List<String> all = List.copyOf(keys);
    return request(
        RequestKind.DELETE,
        all,
        null,
        false,
        fault -> {
          if (fault == ObjectFault.HALF_DELETED) {
            bucket.delete(all.stream().filter(key -> chance.nextBoolean()).toList());
            throw new ObjectStoreException(Kind.UNKNOWN, "500 some keys were not deleted", null);
          }
          bucket.delete(all);
          return nothing();
        });
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Void has no other value.
  private static Void nothing() {
    return null;
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    return request(
        RequestKind.BEGIN_UPLOAD,
        List.of(key),
        null,
        false,
        fault -> bucket.beginUpload(key, metadata));
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    byte[] bytes = ObjectBucket.copy(content);
    return request(
        RequestKind.UPLOAD_PART,
        List.of(upload.key()),
        content,
        false,
        fault -> bucket.uploadPart(upload, number, bytes));
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    List<String> all = List.copyOf(tags);
    return request(
        RequestKind.COMPLETE_UPLOAD,
        List.of(upload.key()),
        null,
        !(condition instanceof PutCondition.None),
        fault -> bucket.completeUpload(upload, all, condition));
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    return request(
        RequestKind.ABORT_UPLOAD,
        List.of(upload.key()),
        null,
        false,
        fault -> {
          bucket.abortUpload(upload);
          return nothing();
        });
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return request(
        RequestKind.LIST_UPLOADS, List.of(prefix), null, false, fault -> bucket.uploads(prefix));
  }

  @Override
  public ObjectStoreTraits traits() {
    return bucket.traits();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "simulated:" + (process == null ? "" : process.toString());
  }
}
