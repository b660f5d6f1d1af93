package io.durability.examples.demo;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One round: lets a child go, kills it, and checks what is there. */
final class Round {

  /** How a process ends that was killed by signal 9. */
  private static final int EXIT_KILLED = 128 + 9;

  private static final long READY_MILLIS_MAX = 60_000;
  private static final long PUBLISH_MILLIS_MAX = 5_000;

  private final DemoSettings settings;
  private final int number;
  private final Promised promised;
  private final long demoNanos;
  private final Heard heard;

  /** Takes what earlier rounds promised, and when the demo began. */
  Round(DemoSettings settings, int number, Promised promised, long demoNanos) {
    this.settings = settings;
    this.number = number;
    this.promised = promised;
    this.demoNanos = demoNanos;
    this.heard = new Heard(number);
  }

  /**
   * Runs the round.
   *
   * @param publishNanos how long a publish takes, about
   */
  RoundResult run(ChildProcess child, long publishNanos, DemoListener listener)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Thread hearing = new Thread(() -> hear(child), "hear-" + number);
    hearing.setDaemon(true);
    hearing.start();
    listener.roundBegun(number);
    child.go();
    awaitKillTime(KillPlan.of(settings.seed(), number), publishNanos);
    boolean alive = child.isAlive();
    long killed = System.nanoTime();
    child.kill();
    int exitCode = child.awaitEnd();
    hearing.join();
    if (!alive || exitCode != EXIT_KILLED) {
      throw new DemoException(
          "the child ended by itself; what it had to say stands above [round="
              + number
              + ", exit code="
              + exitCode
              + "]");
    }
    if (heard.failure().isPresent()) {
      // With acks missing, the check could only be weaker than it claims to be.
      throw new DemoException(
          "the child was not understood [round=" + number + "]", heard.failure().get());
    }
    listener.roundKilled(number);
    return check(begun, killed);
  }

  private void hear(ChildProcess child) {
    try {
      child.hear(signal -> heard.add(signal, System.nanoTime()));
      heard.end(null);
    } catch (IOException | RuntimeException e) {
      heard.end(e);
    }
  }

  private void awaitKillTime(KillPlan plan, long publishNanos) throws InterruptedException {
    if (!heard.awaitReady(READY_MILLIS_MAX)) {
      return;
    }
    heard.awaitTime(plan.afterMillis());
    // A sabotaged child does not publish.
    if (!settings.sabotage() && plan.insidePublish() && heard.awaitPublish(PUBLISH_MILLIS_MAX)) {
      LockSupport.parkNanos(publishNanos * plan.publishPercent() / 100);
    }
  }

  private RoundResult check(long begun, long killed) {
    promised.add(heard);
    Findings findings;
    long lastIdBefore = promised.lastId();
    try (Directory directory = Directories.open(settings.uri(), settings.options())) {
      findings = Findings.read(directory, promised);
    } catch (IOException e) {
      return unreadable(begun, killed, e);
    }
    Judge judge = new Judge(promised, findings, heard.unfinishedPublish());
    Verdict verdict = withClaim(judge.judge(), lastIdBefore);
    if (verdict.holds()) {
      promised.confirm(findings, judge.markersFound());
    }
    return result(begun, killed, verdict, findings, lastIdBefore, judge.markersFound().size());
  }

  /** The child that claimed the log must have seen what the check before it saw. */
  private Verdict withClaim(Verdict verdict, long lastIdBefore) {
    OptionalLong claimed = heard.readyLastId();
    if (claimed.isPresent() && claimed.getAsLong() == lastIdBefore) {
      return verdict;
    }
    List<String> violations = new ArrayList<>(verdict.violations());
    violations.add(
        "last id at the claim [expected="
            + lastIdBefore
            + ", found="
            + (claimed.isPresent() ? claimed.getAsLong() : "nothing")
            + "]");
    return new Verdict(verdict.lost(), violations);
  }

  /** If recovery fails, everything that was ever acknowledged is out of reach. */
  private RoundResult unreadable(long begun, long killed, IOException failure) {
    Verdict verdict =
        new Verdict(
            promised.count() == 0
                ? Lost.NONE
                : new Lost(promised.count(), "all, from the first on", List.of()),
            List.of("the log cannot be recovered: " + failure));
    return new RoundResult(
        number,
        Storage.of(number, settings.sabotage()),
        times(begun, killed),
        spans(killed),
        new RoundResult.Entries(heard.promises().size(), 0, 0),
        new RoundResult.LogState(1, 0, 0, 0, 0, 0),
        verdict);
  }

  private RoundResult result(
      long begun,
      long killed,
      Verdict verdict,
      Findings findings,
      long lastIdBefore,
      int markersFound) {
    long acked = heard.promises().size();
    long markers = promised.markers().tailSet(lastIdBefore, false).size();
    if (!verdict.holds()) {
      // Not confirmed, so they are not among the known ones.
      markers += markersFound;
    }
    long recovered = Math.max(0, findings.lastId() - lastIdBefore - markers);
    long attempted = Math.max(findings.lastId(), heard.appendedLastId()) - lastIdBefore - markers;
    return new RoundResult(
        number,
        Storage.of(number, settings.sabotage()),
        times(begun, killed),
        spans(killed),
        new RoundResult.Entries(acked, recovered, Math.max(0, attempted - acked)),
        new RoundResult.LogState(
            findings.fromId(),
            findings.checkpointLastId(),
            findings.lastId(),
            findings.segments(),
            findings.checkpoints(),
            findings.bytesDropped()),
        verdict);
  }

  private RoundResult.Times times(long begun, long killed) {
    return new RoundResult.Times(
        micros(begun), micros(heard.readyNanos()), micros(killed), micros(System.nanoTime()));
  }

  private List<RoundResult.PublishSpan> spans(long killed) {
    return heard.publishes().stream()
        .map(
            publish ->
                new RoundResult.PublishSpan(
                    micros(publish.begunNanos()),
                    micros(publish.ended() ? publish.endedNanos() : killed),
                    !publish.ended(),
                    publish.segmentsDeleted(),
                    publish.bytesDeleted()))
        .toList();
  }

  private long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos - demoNanos);
  }
}
