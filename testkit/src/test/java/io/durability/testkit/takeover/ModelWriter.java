package io.durability.testkit.takeover;

import io.durability.testkit.takeover.Item.Chunk;
import io.durability.testkit.takeover.Item.Fence;
import io.durability.testkit.takeover.Item.Header;
import io.durability.testkit.takeover.Item.Saved;
import io.durability.testkit.takeover.Request.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A writer as a machine of steps, each of which makes at most one request: it claims, appends with
 * several chunks in flight, publishes, rotates and truncates. It may sleep, for ever, between any
 * two steps.
 */
final class ModelWriter {

  /** What the next step does. */
  enum Phase {
    FRONTIER,
    LIST,
    RECOVERED,
    SEAL,
    SEALING,
    FENCING_AHEAD,
    READ,
    LIST_ORPHANS,
    HEADER,
    HEADING,
    FRONTIER_AGAIN,
    ORPHANS,
    ACTIVE,
    SAVING,
    MARK,
    MARKING,
    TRUNCATE,
    ADVANCING,
    DELETE,
    SUPERSEDED,
    CORRUPT,
    DONE
  }

  /** A chunk that was sent, and what is known of it. */
  static final class Slot {
    final int index;
    final Chunk chunk;
    Answer answer = Answer.NONE;
    boolean durable;

    Slot(int index, Chunk chunk) {
      this.index = index;
      this.chunk = chunk;
    }
  }

  /** How far ahead of a writer that is faster a fence is put. */
  private static final int AHEAD = 3;

  private final TakeoverModel model;
  private final ModelStore store;
  final long id;
  private final int window;
  private final boolean lazy;
  private final int kept;
  private final String plan;
  private int claimsLeft;

  /** Whether in this claim a chunk landed where the fence was to be, so that one was put ahead. */
  private boolean fencesAhead;

  private int planned;
  private int operations;

  Phase phase = Phase.FRONTIER;
  private boolean recovered;
  private boolean claimed;
  private int frontier;
  private int last;
  private int end;
  private int recoveredLast;
  private int recoveredEnd;
  private List<Integer> values = new ArrayList<>();
  private List<Saved> checkpoints = new ArrayList<>();
  private List<Integer> orphans = List.of();

  /** What some of the writers list before the seal, as a store far away lets them. */
  private @Nullable List<Integer> listedEarly;

  private @Nullable Item control;
  private Answer controlAnswer = Answer.NONE;
  private int segment;
  private @Nullable Header header;
  private int nextIndex;
  private int durableChunks;
  private int durableId;
  private List<Slot> slots = new ArrayList<>();
  private @Nullable Saved saved;
  private int firstKept;
  private boolean isMarkSent;

  ModelWriter(TakeoverModel model, long id, int window, boolean lazy, int kept, String plan) {
    this.model = model;
    this.store = model.store;
    this.id = id;
    this.window = window;
    this.lazy = lazy;
    this.kept = kept;
    this.plan = plan;
    this.claimsLeft = 2;
  }

  /** Makes a clone of another's memory: what it had under way, it knows nothing of. */
  ModelWriter(ModelWriter other) {
    this(other.model, other.id, other.window, other.lazy, other.kept, other.plan);
    claimsLeft = other.claimsLeft;
    planned = other.planned;
    operations = other.operations;
    phase = other.phase;
    recovered = other.recovered;
    claimed = other.claimed;
    frontier = other.frontier;
    last = other.last;
    end = other.end;
    recoveredLast = other.recoveredLast;
    recoveredEnd = other.recoveredEnd;
    values = new ArrayList<>(other.values);
    checkpoints = other.checkpoints;
    orphans = other.orphans;
    listedEarly = other.listedEarly;
    control = other.control;
    controlAnswer =
        isWaiting() && other.controlAnswer == Answer.NONE ? Answer.UNKNOWN : other.controlAnswer;
    segment = other.segment;
    header = other.header;
    nextIndex = other.nextIndex;
    fencesAhead = other.fencesAhead;
    durableChunks = other.durableChunks;
    durableId = other.durableId;
    saved = other.saved;
    firstKept = other.firstKept;
    isMarkSent = other.isMarkSent;
    for (Slot slot : other.slots) {
      Slot copy = new Slot(slot.index, slot.chunk);
      copy.durable = slot.durable;
      copy.answer = slot.answer == Answer.NONE ? Answer.UNKNOWN : slot.answer;
      slots.add(copy);
    }
  }

  private boolean keeps(Rule rule) {
    return !model.without.contains(rule);
  }

  /** An id for a new operation. */
  private long operation() {
    operations++;
    return keeps(Rule.OPERATION_IDS_FRESH) ? model.fresh() : -(id * 1_000 + operations);
  }

  boolean isOver() {
    return phase == Phase.SUPERSEDED || phase == Phase.CORRUPT || phase == Phase.DONE;
  }

  /** Tells whether it has not yet begun a segment: until then a clone of it is as good as it. */
  boolean isBeforeFirstWrite() {
    return phase.compareTo(Phase.HEADER) <= 0;
  }

  private boolean isWaiting() {
    return phase == Phase.SEALING
        || phase == Phase.FENCING_AHEAD
        || phase == Phase.HEADING
        || phase == Phase.SAVING
        || phase == Phase.ADVANCING;
  }

  /** Tells whether it can take a step, or only wait for answers. */
  boolean canStep() {
    if (isOver()) {
      return false;
    }
    if (isWaiting()) {
      return controlAnswer != Answer.NONE;
    }
    if (phase == Phase.ACTIVE || phase == Phase.MARKING) {
      return hasDoubt() || canGoOn();
    }
    return true;
  }

  private boolean hasDoubt() {
    for (Slot slot : slots) {
      if (slot.answer == Answer.EXISTS || slot.answer == Answer.UNKNOWN) {
        return true;
      }
    }
    return false;
  }

  private boolean canGoOn() {
    if (phase == Phase.MARKING) {
      return isAllDurable() || !keeps(Rule.DURABLE_BEFORE_NEXT_HEADER);
    }
    if (planned == plan.length()) {
      return isAllDurable();
    }
    return plan.charAt(planned) == 'a'
        ? slots.size() < window && nextIndex < ModelStore.CHUNKS - 2
        : isAllDurable()
            || (plan.charAt(planned) == 'r' && !keeps(Rule.DURABLE_BEFORE_NEXT_HEADER));
  }

  private boolean isAllDurable() {
    return slots.isEmpty();
  }

  void step() {
    switch (phase) {
      case FRONTIER -> {
        frontier = store.frontier;
        phase = Phase.LIST;
      }
      case LIST -> list();
      case RECOVERED -> phase = Phase.FRONTIER;
      case SEAL -> seal();
      case SEALING -> sealed();
      case FENCING_AHEAD -> fencedAhead();
      case READ -> read();
      case LIST_ORPHANS -> {
        orphans = unmarked(listedEarly == null ? store.checkpoints.keySet() : listedEarly);
        phase = Phase.HEADER;
      }
      case HEADER -> begin(last + 1, last, end);
      case HEADING -> headed();
      case FRONTIER_AGAIN -> frontierAgain();
      case ORPHANS -> deleteOrphans();
      case ACTIVE, MARKING -> work();
      case SAVING -> saved();
      case MARK -> mark();
      case TRUNCATE -> truncate();
      case ADVANCING -> advanced();
      case DELETE -> delete();
      default -> throw new IllegalStateException("no step in " + phase);
    }
  }

  private void list() {
    fencesAhead = false;
    last = store.lastListed(frontier);
    listedEarly = id % 4 == 3 ? List.copyOf(store.checkpoints.keySet()) : null;
    if (last == 0) {
      if (frontier > 0) {
        corrupt("segments missing");
        return;
      }
      values = new ArrayList<>();
      checkpoints = List.of();
      end = 0;
      phase = Phase.LIST_ORPHANS;
    } else if (lazy && !recovered) {
      recoveredLast = last;
      recoveredEnd = store.runEnd(last);
      ModelStore.Read read = store.read(last, recoveredEnd, frontier);
      if (read.failure() != null) {
        corrupt(read.failure());
        return;
      }
      values = new ArrayList<>(read.values());
      recovered = true;
      phase = Phase.RECOVERED;
    } else {
      phase = Phase.SEAL;
    }
  }

  private void seal() {
    end = store.runEnd(last);
    if (store.get(last, end) instanceof Fence) {
      phase = Phase.READ;
      return;
    }
    if (keeps(Rule.WATERMARK_BEFORE_FENCE) && store.isHoleProven(last, end)) {
      corrupt("acknowledged chunk missing");
      return;
    }
    if (!keeps(Rule.SEAL)) {
      phase = Phase.READ;
      return;
    }
    sendControl(Phase.SEALING, last, end, new Fence(operation()), true);
  }

  private void sealed() {
    Item there = controlAnswer == Answer.CREATED ? control : store.get(last, end);
    if (there == null) {
      sendControl(Phase.SEALING, last, end, control(), true);
    } else if (there instanceof Fence || !keeps(Rule.FENCE_MOVES_ON)) {
      phase = Phase.READ;
    } else {
      end++;
      boolean ahead = !fencesAhead && end + AHEAD < ModelStore.CHUNKS;
      fencesAhead |= ahead;
      sendControl(
          ahead ? Phase.FENCING_AHEAD : Phase.SEALING,
          last,
          ahead ? end + AHEAD : end,
          new Fence(operation()),
          true);
    }
  }

  private void fencedAhead() {
    if (controlAnswer != Answer.CREATED && store.get(last, end + AHEAD) == null) {
      sendControl(Phase.FENCING_AHEAD, last, end + AHEAD, control(), true);
    } else if (keeps(Rule.FENCE_AHEAD_IS_NO_END)) {
      phase = Phase.SEAL;
    } else {
      end = store.runEnd(last);
      phase = Phase.READ;
    }
  }

  private Item control() {
    if (control == null) {
      throw new IllegalStateException("nothing sent");
    }
    return control;
  }

  private void sendControl(Phase next, int toSegment, int index, Item item, boolean ifAbsent) {
    control = item;
    controlAnswer = Answer.NONE;
    phase = next;
    model.send(Request.put(this, ifAbsent, toSegment, index, item));
  }

  private void read() {
    ModelStore.Read read = store.read(last, end, frontier);
    if (read.failure() != null) {
      corrupt(read.failure());
      return;
    }
    if (!(recovered && !keeps(Rule.CATCH_UP))) {
      values = new ArrayList<>(read.values());
    }
    if (recovered && !keeps(Rule.END_AFTER_SEAL)) {
      last = recoveredLast;
      end = recoveredEnd;
      values = new ArrayList<>(store.read(last, end, 0).values());
    }
    checkpoints = read.kept();
    phase = Phase.LIST_ORPHANS;
  }

  private List<Integer> unmarked(Collection<Integer> listed) {
    List<Integer> found = new ArrayList<>(listed);
    checkpoints.forEach(kept -> found.remove((Integer) kept.name()));
    return found;
  }

  /** Sends the header of a segment. */
  private void begin(int number, int predecessor, int predecessorEnd) {
    segment = number;
    if (number >= ModelStore.SEGMENTS) {
      phase = Phase.DONE;
      return;
    }
    long operation = operation();
    Header before = predecessor > 0 && store.get(predecessor, 0) instanceof Header h ? h : header;
    header =
        new Header(
            operation,
            id,
            predecessor,
            predecessorEnd,
            values.size() + 1,
            checkpoints,
            before == null ? operation : before.log());
    sendControl(Phase.HEADING, number, 0, header, keeps(Rule.HEADER_IF_ABSENT));
    if (!keeps(Rule.HEADER_FIRST)) {
      begun();
    }
  }

  private void headed() {
    if (controlAnswer == Answer.CREATED) {
      begun();
      return;
    }
    Item there = store.get(segment, 0);
    if (there == null && keeps(Rule.READ_BACK)) {
      sendControl(Phase.HEADING, segment, 0, control(), keeps(Rule.HEADER_IF_ABSENT));
    } else if (isOwn(there, control())) {
      begun();
    } else {
      superseded();
    }
  }

  private boolean isOwn(@Nullable Item there, Item mine) {
    if (!keeps(Rule.READ_BACK)) {
      return true;
    }
    if (there == null || there.getClass() != mine.getClass()) {
      return false;
    }
    return (there.operation() == mine.operation() || !keeps(Rule.OPERATION_IDS_COMPARED))
        && (there.sameContent(mine)
            || !keeps(Rule.CONTENTS_COMPARED)
            || !keeps(Rule.OPERATION_IDS_COMPARED));
  }

  private void begun() {
    nextIndex = 1;
    durableChunks = 1;
    slots = new ArrayList<>();
    phase = !claimed && !keeps(Rule.FRONTIER_BEFORE_ORPHANS) ? Phase.ORPHANS : Phase.FRONTIER_AGAIN;
  }

  private void frontierAgain() {
    if (keeps(Rule.FRONTIER_AFTER_HEADER) && store.frontier > segment) {
      superseded();
      return;
    }
    if (claimed) {
      phase = saved == null ? Phase.ACTIVE : Phase.TRUNCATE;
      return;
    }
    durableId = values.size();
    model.claimed(values);
    claimed = true;
    phase = keeps(Rule.FRONTIER_BEFORE_ORPHANS) ? Phase.ORPHANS : Phase.ACTIVE;
  }

  private void deleteOrphans() {
    List<Integer> gone =
        keeps(Rule.ORPHANS_BEFORE_HEADER) ? orphans : unmarked(store.checkpoints.keySet());
    gone.forEach(name -> model.send(Request.unsave(this, name)));
    phase = keeps(Rule.FRONTIER_BEFORE_ORPHANS) ? Phase.ACTIVE : Phase.FRONTIER_AGAIN;
  }

  /** One request of an active writer: about a chunk in doubt, or the next thing of the plan. */
  private void work() {
    for (Slot slot : slots) {
      if (slot.answer == Answer.EXISTS || slot.answer == Answer.UNKNOWN) {
        settle(slot);
        return;
      }
    }
    if (phase == Phase.MARKING) {
      marked();
    } else if (planned == plan.length()) {
      phase = Phase.DONE;
    } else {
      char next = plan.charAt(planned++);
      if (next == 'a') {
        append(null);
      } else if (next == 'r') {
        begin(segment + 1, segment, nextIndex);
      } else if (durableId > (checkpoints.isEmpty() ? 0 : checkpoints.get(0).lastId())) {
        save();
      }
    }
  }

  private void append(@Nullable Saved marks) {
    int entry = values.size() + 1;
    Chunk chunk =
        new Chunk(
            operation(),
            entry,
            model.freshValue(),
            durableChunks,
            marks,
            header == null ? 0 : header.log());
    values.add(chunk.value());
    Slot slot = new Slot(nextIndex++, chunk);
    slots.add(slot);
    model.send(Request.put(this, keeps(Rule.CHUNK_IF_ABSENT), segment, slot.index, chunk));
  }

  private void settle(Slot slot) {
    Item there = store.get(segment, slot.index);
    if (there == null && slot.answer == Answer.UNKNOWN) {
      slot.answer = Answer.NONE;
      model.send(Request.put(this, keeps(Rule.CHUNK_IF_ABSENT), segment, slot.index, slot.chunk));
    } else if (isOwn(there, slot.chunk)) {
      durable(slot);
    } else {
      superseded();
    }
  }

  /** Takes an answer to a request of this writer. */
  void answer(Request request, Answer answer) {
    if (isOver()) {
      return;
    }
    if (request.item != control && request.item instanceof Chunk) {
      for (Slot slot : List.copyOf(slots)) {
        if (slot.chunk == request.item && slot.answer == Answer.NONE && !slot.durable) {
          slot.answer = answer;
          if (answer == Answer.CREATED) {
            durable(slot);
          }
        }
      }
    } else if (isWaiting() && request.item == control) {
      controlAnswer = answer;
    }
  }

  private void durable(Slot slot) {
    slot.durable = true;
    slot.answer = Answer.CREATED;
    if (!keeps(Rule.ACKS_IN_ORDER)) {
      model.ack(slot.chunk.id(), slot.chunk.value());
    }
    while (!slots.isEmpty() && slots.get(0).durable) {
      Slot first = slots.remove(0);
      durableChunks = first.index + 1;
      durableId = first.chunk.id();
      model.ack(first.chunk.id(), first.chunk.value());
    }
  }

  private void save() {
    saved = new Saved(model.freshName(), List.copyOf(values.subList(0, durableId)));
    control = null;
    controlAnswer = Answer.NONE;
    phase = keeps(Rule.CHECKPOINT_BEFORE_MARKER) ? Phase.SAVING : Phase.MARK;
    model.sendSave(Request.save(this, saved.name()), saved);
  }

  private Saved saving() {
    if (saved == null) {
      throw new IllegalStateException("no checkpoint under way");
    }
    return saved;
  }

  private void saved() {
    if (controlAnswer == Answer.UNKNOWN) {
      controlAnswer = Answer.NONE;
      model.sendSave(Request.save(this, saving().name()), saving());
      return;
    }
    if (keeps(Rule.MARKER_BEFORE_TRUNCATION)) {
      phase = Phase.MARK;
    } else {
      keepNewest();
      phase = Phase.TRUNCATE;
    }
  }

  private void mark() {
    isMarkSent = true;
    append(saving());
    phase = Phase.MARKING;
  }

  private void marked() {
    if (!checkpoints.contains(saving())) {
      keepNewest();
    }
    begin(segment + 1, segment, nextIndex);
  }

  private void keepNewest() {
    List<Saved> newest = new ArrayList<>();
    newest.add(saving());
    newest.addAll(checkpoints);
    checkpoints = List.copyOf(newest.subList(0, Math.min(kept, newest.size())));
  }

  private void truncate() {
    if (checkpoints.size() < kept) {
      truncated();
      return;
    }
    int covered = checkpoints.get(checkpoints.size() - 1).lastId();
    Header at = header;
    firstKept = segment;
    while (at != null
        && keeps(Rule.UNCOVERED_ARE_KEPT)
        && at.firstId() > covered + 1
        && at.predecessor() >= Math.max(1, store.frontier)) {
      firstKept = at.predecessor();
      at = store.get(firstKept, 0) instanceof Header before ? before : null;
    }
    if (at == null) {
      truncated();
    } else if (!hasGarbage()) {
      deleteSuperseded();
      truncated();
    } else if (keeps(Rule.FRONTIER_BEFORE_DELETION)) {
      sendAdvance();
    } else {
      deleteGarbage();
      sendAdvance();
    }
  }

  private boolean hasGarbage() {
    for (int number = 1; number < firstKept; number++) {
      if (store.isListed(number)) {
        return true;
      }
    }
    return false;
  }

  private void sendAdvance() {
    control = null;
    controlAnswer = Answer.NONE;
    phase = Phase.ADVANCING;
    model.send(Request.advance(this, firstKept));
  }

  private void advanced() {
    if (controlAnswer == Answer.UNKNOWN) {
      sendAdvance();
    } else {
      phase = Phase.DELETE;
    }
  }

  private void delete() {
    deleteGarbage();
    deleteSuperseded();
    truncated();
  }

  private void deleteGarbage() {
    for (int number = 1; number < firstKept; number++) {
      for (int index = 0; index < ModelStore.CHUNKS; index++) {
        Item item = store.get(number, index);
        if (item != null && !(item instanceof Fence && keeps(Rule.FENCES_ARE_KEPT))) {
          model.send(Request.delete(this, number, index));
        }
      }
    }
  }

  private void deleteSuperseded() {
    int oldest = checkpoints.get(checkpoints.size() - 1).lastId();
    for (Saved each : store.checkpoints.values()) {
      if (each.lastId() < oldest) {
        model.send(Request.unsave(this, each.name()));
      }
    }
  }

  private void truncated() {
    if (saved != null && !isMarkSent) {
      // Only where truncation does not wait for the marker.
      phase = Phase.MARK;
    } else {
      saved = null;
      isMarkSent = false;
      phase = Phase.ACTIVE;
    }
  }

  private void superseded() {
    claimsLeft--;
    if (claimsLeft > 0 && !claimed) {
      recovered = false;
      phase = Phase.FRONTIER;
    } else {
      phase = Phase.SUPERSEDED;
    }
  }

  /** What was read does not fit: truncated meanwhile, or damaged. */
  private void corrupt(String why) {
    boolean moved = store.frontier > frontier || store.lastListed(store.frontier) != last;
    if (moved && keeps(Rule.LOOK_AGAIN)) {
      recovered = false;
      phase = Phase.FRONTIER;
      return;
    }
    phase = Phase.CORRUPT;
    model.corruptionReported(why);
  }
}
