package io.durability.testkit.crash;

import io.durability.testkit.crash.Scene.Moment;
import io.durability.testkit.disk.DiskImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Crashes workloads everywhere. Each workload runs once; at every change it made to the disk, all
 * states that a power loss may leave are made, and the disk as a kill of the process leaves it; on
 * each, recovery runs and is checked, and is itself crashed at every change that it makes.
 *
 * <p>A state is run once, whichever ways lead to it; every further way is held against what was
 * found then. The states and their number depend on the workloads, the seed and the settings only,
 * not on threads.
 *
 * <p>Threads: one at a time; it starts its own.
 */
public final class CrashExplorer {

  /** How many states of one crash point count; more are looked at all the same. */
  static final int COUNTED_MAX = 2_000;

  private static final int VIOLATIONS_SHOWN = 10;

  private final String label;
  private final Mount mount;
  private final CrashSettings settings;
  private final Map<Key, Found> known = new ConcurrentHashMap<>();

  /** The states that count, by their hash. */
  private final Set<Long> counted = ConcurrentHashMap.newKeySet();

  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong violationCount = new AtomicLong();
  private final AtomicLong deep = new AtomicLong();
  private int workloadCount;

  /** A state, and what is looked at in it. */
  private record Key(String subject, long hash) {}

  /** What is known of a state: what recovery found, or who waits to know. */
  private static final class Found {
    @Nullable Object finding;
    final List<Expectation> waiting = new ArrayList<>();
  }

  private record Expectation(String path, Oracle oracle) {}

  /** A state to be run; without an image it is the disk as a kill left it. */
  private record Task(
      String path,
      @Nullable DiskImage image,
      Moment moment,
      Found found,
      int depth,
      boolean expanded) {}

  /**
   * Makes an explorer.
   *
   * @param label the first word of every path, without spaces and slashes
   */
  public CrashExplorer(String label, Mount mount, CrashSettings settings) {
    this.label = label;
    this.mount = mount;
    this.settings = settings;
  }

  /**
   * Explores workloads, and adds to what was explored before.
   *
   * @param expandOneOf of so many states, and of so many kills, one is crashed again at each change
   *     that recovery makes
   */
  public void explore(List<? extends Workload> workloads, int expandOneOf) {
    for (Workload workload : workloads) {
      workloadCount++;
      List<Task> tasks = new ArrayList<>();
      for (Moment moment : run(workload)) {
        crash(label + "/" + workload.name(), moment, tasks, expandOneOf);
      }
      inParallel(tasks.size(), i -> runTask(tasks.get(i)));
    }
  }

  /** Returns what came out so far. */
  public CrashReport report() {
    return new CrashReport(
        counted.size(), deep.get(), workloadCount, List.copyOf(violations), violationCount.get());
  }

  /**
   * Runs one state again, and tells all about it.
   *
   * @param path as a violation names it
   * @param workloads among which the one of the path is
   * @return what was done, what was kept and lost, and how it ended
   */
  public String replay(String path, List<? extends Workload> workloads) {
    String[] parts = path.split("@", -1);
    for (Workload workload : workloads) {
      if (parts[0].equals(label + "/" + workload.name())) {
        Replay replay = new Replay(mount, settings);
        return replay.run(workload, Arrays.asList(parts).subList(1, parts.length));
      }
    }
    throw new IllegalArgumentException("no workload " + parts[0]);
  }

  private List<Moment> run(Workload workload) {
    Scene scene = Scene.ofWorkload(mount, settings, null);
    List<Moment> moments = List.of();
    try {
      workload.run(scene);
    } catch (Exception | AssertionError e) {
      violation(label + "/" + workload.name(), e);
    } finally {
      moments = scene.end();
    }
    return moments;
  }

  /** Makes the states of a moment of a workload, and a task of each that is new. */
  private void crash(String path, Moment moment, List<Task> tasks, int expandOneOf) {
    String at = path + "@" + moment.operation() + ".";
    settings.states(
        moment,
        false,
        (image, number, description) -> {
          boolean expanded = Math.floorMod(image.hash(), expandOneOf) == 0;
          boolean counts = number < COUNTED_MAX;
          add(at + number, image, moment, counts, false, expanded, tasks);
        });
    if (moment.point().isPending() && Math.floorMod(at.hashCode(), expandOneOf) == 0) {
      tasks.add(new Task(at + Replay.KILLED, null, moment, new Found(), 1, true));
    }
  }

  /** Makes the states of a moment inside a recovery. */
  private void crashAgain(String path, Moment moment, List<Task> tasks) {
    String at = path + "@" + moment.operation() + ".";
    settings.states(
        moment,
        true,
        (image, number, description) ->
            add(at + number, image, moment, number < COUNTED_MAX, true, false, tasks));
  }

  private void add(
      String path,
      DiskImage image,
      Moment moment,
      boolean counts,
      boolean isDeep,
      boolean expanded,
      List<Task> tasks) {
    if (counts && counted.add(image.hash()) && isDeep) {
      deep.incrementAndGet();
    }
    Found mine = new Found();
    Key key = new Key(moment.expected().subject(), image.hash());
    Found earlier = known.putIfAbsent(key, mine);
    if (earlier != null) {
      await(earlier, new Expectation(path, moment.expected()));
      return;
    }
    tasks.add(new Task(path, image, moment, mine, isDeep ? 2 : 1, expanded));
  }

  /** Holds what was found against a further expectation, now or when it is known. */
  private void await(Found found, Expectation expectation) {
    Object finding;
    synchronized (found) {
      finding = found.finding;
      if (finding == null
          && found.waiting.stream().noneMatch(w -> w.oracle.equals(expectation.oracle))) {
        found.waiting.add(expectation);
      }
    }
    if (finding != null) {
      check(finding, expectation);
    }
  }

  private void check(Object finding, Expectation expectation) {
    try {
      expectation.oracle.accept(finding);
    } catch (AssertionError e) {
      violation(expectation.path, e);
    }
  }

  private void runTask(Task task) {
    if (violationCount.get() >= settings.violationsMax()) {
      return;
    }
    Scene scene =
        Scene.ofRecovery(mount, settings, task.moment, task.image, task.depth, task.expanded, null);
    List<Moment> moments;
    try {
      Object finding = task.moment.expected().recover(scene);
      found(task.found, finding);
    } catch (Exception | AssertionError e) {
      violation(task.path, e);
    } finally {
      moments = scene.end();
    }
    List<Task> deeper = new ArrayList<>();
    for (Moment moment : moments) {
      crashAgain(task.path, moment, deeper);
    }
    deeper.forEach(this::runTask);
  }

  private void found(Found found, Object finding) {
    List<Expectation> waiting;
    synchronized (found) {
      found.finding = finding;
      waiting = List.copyOf(found.waiting);
      found.waiting.clear();
    }
    waiting.forEach(expectation -> check(finding, expectation));
  }

  private void violation(String path, Throwable thrown) {
    violationCount.incrementAndGet();
    if (violations.size() < VIOLATIONS_SHOWN) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      violations.add("seed " + settings.seed() + ", state " + path + System.lineSeparator() + text);
    }
  }

  private void inParallel(int count, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < settings.threads(); i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int at = next.getAndIncrement(); at < count; at = next.getAndIncrement()) {
                  work.accept(at);
                }
              },
              "crash-explorer-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
