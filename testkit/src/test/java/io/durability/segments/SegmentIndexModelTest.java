package io.durability.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.errors.TruncatedException;
import io.durability.segments.SegmentEntry.AddSegment;
import io.durability.segments.SegmentEntry.CancelMerge;
import io.durability.segments.SegmentEntry.Checkpoint;
import io.durability.segments.SegmentEntry.DeleteDocuments;
import io.durability.segments.SegmentEntry.Deletion;
import io.durability.segments.SegmentEntry.EndMerge;
import io.durability.segments.SegmentEntry.StartMerge;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Effort;
import io.durability.testkit.OperationSequence;
import io.durability.testkit.WriteBackDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Over random entries, crashes and publishes an index agrees with plain maps. */
final class SegmentIndexModelTest {

  private static final String PLACE = "segment-index-model";

  /** Few ids and small segments, so that entries meet. */
  private static final int IDS = 8;

  private static final int MERGES = 3;

  /** What the sequences did, over all seeds. */
  private final Map<String, Integer> seen = new HashMap<>();

  private sealed interface Step {}

  private record Append(List<SegmentEntry> entries, boolean await) implements Step {}

  private record Publish() implements Step {}

  private record Crash() implements Step {}

  private record Close() implements Step {}

  private record LookBack(int part) implements Step {}

  @Test
  void index_agreesWithTheModel() throws Exception {
    OperationSequence.of(SegmentIndexModelTest::step, this::run)
        .seeds(Effort.times(200, 200))
        .length(120)
        .check();
    System.out.println("segment index against its model: " + seen);
    if (System.getProperty(OperationSequence.SEED_PROPERTY) == null) {
      assertThat(seen)
          .containsKeys("AddSegment", "StartMerge", "CancelMerge", "EndMerge", "DeleteDocuments")
          .containsKeys("Checkpoint", "refused", "lost by a crash", "merge open at a crash")
          .containsKeys("truncated", "recovered from a checkpoint");
    }
  }

  private static Step step(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> new Publish();
      case 1 -> new Crash();
      case 2 -> new Close();
      case 3 -> new LookBack(random.nextInt(100));
      case 4 -> new Append(List.of(entry(random), entry(random), entry(random)), true);
      default -> new Append(List.of(entry(random)), random.nextInt(4) == 0);
    };
  }

  private static SegmentEntry entry(SplittableRandom random) {
    long mergeId = random.nextInt(MERGES);
    int documents = random.nextInt(8);
    return switch (random.nextInt(10)) {
      case 0, 1 -> new AddSegment(random.nextInt(IDS), documents);
      case 2, 3 -> new StartMerge(mergeId, ids(random));
      case 4 -> new CancelMerge(mergeId);
      case 5, 6 ->
          new EndMerge(
              mergeId,
              random.nextInt(IDS),
              documents,
              random
                  .ints(documents / 4, 0, 8)
                  .boxed()
                  .filter(document -> document < documents)
                  .toList());
      case 7 -> new Checkpoint("c" + documents, random.nextInt(60));
      default ->
          new DeleteDocuments(
              ids(random).stream().map(each -> new Deletion(each, random.nextInt(6))).toList());
    };
  }

  private static List<Long> ids(SplittableRandom random) {
    return LongStream.generate(() -> random.nextInt(IDS))
        .limit(1 + random.nextInt(2))
        .boxed()
        .toList();
  }

  private void run(List<Step> steps) throws Exception {
    MemoryDirectory.drop(PLACE);
    Run run = new Run();
    for (Step step : steps) {
      run.take(step);
    }
    run.crash();
    MemoryDirectory.drop(PLACE);
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  /** One index, and what its model was after each id. */
  private final class Run {

    private final List<SegmentModel> history = new ArrayList<>(List.of(new SegmentModel()));
    private Directory directory = open();
    private SegmentIndex index = SegmentIndex.open(directory, options());
    private long acknowledged;
    private long published;

    Run() throws IOException {}

    private static Directory open() {
      return new WriteBackDirectory(MemoryDirectory.named(PLACE));
    }

    private static LogOptions options() {
      // Nothing is durable but what is waited for, so that a crash loses something.
      return LogOptions.builder().sync(SyncPolicy.buffered()).segmentBytes(4096).build();
    }

    void take(Step step) throws IOException {
      if (step instanceof Append append) {
        append(append);
      } else if (step instanceof Publish) {
        publish();
      } else if (step instanceof Crash) {
        crash();
      } else if (step instanceof Close) {
        index.close();
        acknowledged = last();
        crash();
      } else if (step instanceof LookBack back) {
        lookBack(last() * back.part / 100);
      }
      assertThat(SegmentModel.text(index.state())).isEqualTo(model().toString());
    }

    private long last() {
      return history.size() - 1L;
    }

    private SegmentModel model() {
      return history.get(history.size() - 1);
    }

    private void append(Append append) throws IOException {
      List<SegmentModel> models = new ArrayList<>();
      SegmentModel next = model();
      boolean fits = true;
      for (SegmentEntry entry : append.entries) {
        next = next.copy();
        fits = fits && next.apply(entry, last() + models.size());
        models.add(next);
      }
      if (!fits) {
        count("refused");
        assertThatThrownBy(() -> index.appendAll(append.entries))
            .isInstanceOf(IllegalArgumentException.class);
        return;
      }
      boolean one = append.entries.size() == 1;
      Ack ack = one ? index.append(append.entries.get(0)) : index.appendAll(append.entries);
      history.addAll(models);
      append.entries.forEach(entry -> count(entry.getClass().getSimpleName()));
      assertThat(ack.id()).isEqualTo(last());
      if (append.await) {
        acknowledged = ack.await();
      }
    }

    private void publish() throws IOException {
      if (last() > 0) {
        published = last();
        assertThat(index.publish().lastId()).isEqualTo(published);
        history.add(model());
        acknowledged = last();
      }
    }

    /** The process is gone without a word; the next one finds what had been synced. */
    void crash() throws IOException {
      long before = last();
      directory.close();
      directory = open();
      Recovered<SegmentState, SegmentEntry> recovered = SegmentIndex.recovery(directory).latest();
      assertThat(recovered.lastId()).isBetween(acknowledged, before);
      assertThat(recovered.checkpointLastId()).isEqualTo(published);
      history.subList((int) recovered.lastId() + 1, history.size()).clear();
      assertThat(SegmentModel.text(recovered.state())).isEqualTo(model().toString());
      byte[] bytes = encode(recovered.state());
      index = SegmentIndex.claim(recovered, options());
      assertThat(encode(index.state())).isEqualTo(bytes);
      count(recovered.lastId() < before ? "lost by a crash" : "nothing lost by a crash");
      count(
          index.state().merges().isEmpty() ? "no merge open at a crash" : "merge open at a crash");
      count(published > 0 ? "recovered from a checkpoint" : "recovered without a checkpoint");
    }

    private void lookBack(long id) throws IOException {
      if (id > acknowledged) {
        return;
      }
      try {
        SegmentState then = SegmentIndex.recovery(directory).upTo(id).state();
        assertThat(SegmentModel.text(then)).isEqualTo(history.get((int) id).toString());
        count("looked back");
      } catch (TruncatedException e) {
        assertThat(id).isLessThan(published);
        count("truncated");
      }
    }

    private static byte[] encode(SegmentState state) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SegmentState.codec().write(state, out);
      return out.toByteArray();
    }
  }
}
