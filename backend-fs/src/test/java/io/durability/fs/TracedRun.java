package io.durability.fs;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.errors.CorruptException;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tampers with the system calls of a writer by {@code strace}: errors, lies, and a kill at an exact
 * call. Prints what came of each; ends with 1 if anything acknowledged is not there, or if a fault
 * did not fire.
 */
final class TracedRun {

  private static final int PUBLISH_EVERY = 4;

  /** The exit code of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private final Path folder;
  private final List<String> failures = new ArrayList<>();
  private int cases;

  /** Of the last writer. */
  private int exitCode;

  private TracedRun(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("traced");
    TracedRun run = new TracedRun(folder);
    run.all();
    Folders.remove(folder);
    run.failures.forEach(System.out::println);
    System.out.printf("strace: %d cases, %d wrong%n", run.cases, run.failures.size());
    System.exit(run.failures.isEmpty() ? 0 : 1);
  }

  private void all() throws Exception {
    poisoned("row 3", "fdatasync:error=EIO:when=2", "wal/00000000000000000001.wal");
    poisoned("row 4", "fdatasync:error=EIO:when=2+", "wal/00000000000000000001.wal");
    poisoned("row 5", "fsync:error=EIO:when=3+", "wal");
    poisoned("row 6", "pwrite64:error=ENOSPC:when=5+", "wal/00000000000000000001.wal");
    lied();
    // The writes before are a header, four batches and the zeros reserved ahead.
    publishFails("row 7", "pwrite64:error=ENOSPC:when=8");
    publishFails("row 25", "link,linkat:error=EIO:when=2");
    deletionFails();
    for (String call : List.of("fdatasync", "fsync", "pwrite64")) {
      for (int at : new int[] {1, 5, 9}) {
        killed(call, at);
      }
    }
    for (String call : List.of("link", "unlink")) {
      for (int at : new int[] {2, 3, 5}) {
        killed(call, at);
      }
    }
  }

  /** What a writer said, and what was there after it. */
  private record Outcome(List<String> said, List<String> acked, String recovered) {
    boolean said(String word) {
      return said.stream().anyMatch(line -> line.startsWith(word));
    }
  }

  private Path root() {
    return folder.resolve("log-" + cases);
  }

  /** Starts a writer with its system calls tampered with. */
  private List<String> write(String inject, @Nullable String path, int publishEvery)
      throws IOException {
    cases++;
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-q", "-q", "-o"));
    command.add(folder.resolve("trace-" + cases).toString());
    command.addAll(List.of("-e", "trace=" + inject.substring(0, inject.indexOf(':'))));
    command.addAll(List.of("-e", "inject=" + inject));
    if (path != null) {
      command.addAll(List.of("-P", root().resolve(path).toString()));
    }
    List<String> said = new ArrayList<>();
    try (ChildJvm child =
        ChildJvm.of(TracedWriter.class, root().toString(), "" + publishEvery)
            .through(command)
            .start()) {
      for (String line = child.line(); !line.isEmpty(); line = child.line()) {
        said.add(line);
      }
      exitCode = child.awaitEnd();
    }
    return said;
  }

  private Outcome run(String inject, @Nullable String path) throws IOException {
    List<String> said = write(inject, path, PUBLISH_EVERY);
    List<String> acked =
        said.stream()
            .filter(line -> line.startsWith("acked "))
            .map(line -> line.substring(6))
            .toList();
    String recovered;
    try (FsDirectory directory = FsDirectory.open(root())) {
      recovered = TracedWriter.recovery(directory).latest().state().toString();
      // And it goes on.
      try (Log<String> log = Log.open(directory, Codecs.utf8())) {
        log.appendDurable("after");
      }
      String after = TracedWriter.recovery(directory).latest().state().toString();
      if (!after.equals(recovered + "after\n")) {
        failures.add(inject + ": going on gave " + after);
      }
    }
    Outcome outcome = new Outcome(said, acked, recovered);
    require(recovered.lines().toList().containsAll(acked), inject, "lost something", outcome);
    // A killed writer does not come to its last word; the trace may not either.
    require(fired() || !outcome.said("end"), inject, "did not fire", outcome);
    return outcome;
  }

  private boolean fired() throws IOException {
    return trace().contains("(INJECTED");
  }

  private String trace() throws IOException {
    return Files.readString(folder.resolve("trace-" + cases));
  }

  private void require(boolean holds, String what, String otherwise, Outcome outcome) {
    if (!holds) {
      failures.add(what + ": " + otherwise + " " + outcome);
    }
  }

  private void report(String row, String inject, Outcome outcome) {
    System.out.printf(
        "%s, %s: acked %d of %d, then %s%n",
        row,
        inject,
        outcome.acked().size(),
        TracedWriter.ENTRIES,
        outcome.said().stream().filter(line -> !line.startsWith("acked")).toList());
  }

  private void poisoned(String row, String inject, String path) throws IOException {
    Outcome outcome = run(inject, path);
    report(row, inject, outcome);
    int first = outcome.said().indexOf("failed PoisonedException");
    boolean quietAfter =
        first >= 0
            && outcome.said().subList(first, outcome.said().size()).stream()
                .noneMatch(line -> line.startsWith("acked"));
    boolean publishEnded =
        outcome.said("publish-failed")
            && outcome.said().indexOf("end") == outcome.said().size() - 1;
    require(quietAfter || publishEnded, row, "acknowledged after the failure", outcome);
  }

  /** A write that is confirmed and was not done, in the middle of what is acknowledged. */
  private void lied() throws IOException {
    String inject = "pwrite64:retval=4096:when=7";
    List<String> said = write(inject, "wal/00000000000000000001.wal", 0);
    Outcome outcome = new Outcome(said, List.of(), "");
    require(fired(), "row 9", "did not fire", outcome);
    try (FsDirectory directory = FsDirectory.open(root())) {
      String found = TracedWriter.recovery(directory).latest().state().toString();
      require(false, "row 9", "the lie was believed: " + found, outcome);
    } catch (CorruptException e) {
      System.out.println("row 9, " + inject + ": " + e.getMessage());
    } catch (IOException e) {
      require(false, "row 9", "not told as damage: " + e, outcome);
    }
  }

  private void publishFails(String row, String inject) throws IOException {
    Outcome outcome = run(inject, null);
    report(row, inject, outcome);
    require(outcome.said("publish-failed"), row, "the publish did not fail", outcome);
  }

  private void deletionFails() throws IOException {
    // A segment that cannot be kept for the next one is unlinked, so both fail.
    String inject = "rename,renameat,renameat2,unlink,unlinkat:error=EIO";
    Outcome outcome = run(inject, "wal/00000000000000000001.wal");
    report("row 27", inject, outcome);
    require(outcome.said("published-not-deleted"), "row 27", "not told", outcome);
    require(outcome.acked().size() == TracedWriter.ENTRIES, "row 27", "not usable", outcome);
  }

  private void killed(String call, int at) throws IOException {
    String inject = call + ":signal=SIGKILL:when=" + at;
    Outcome outcome = run(inject, null);
    report("row 34", inject, outcome);
    // Not by the trace, of which the last lines may be missing: strace ends as its child did.
    require(exitCode == KILLED, inject, "was not killed, but ended with " + exitCode, outcome);
  }
}
