package io.durability.testkit.crash;

import io.durability.testkit.crash.Scene.Moment;
import io.durability.testkit.disk.DiskImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the one state that a path leads to, and writes down everything on the way. A step of a path
 * is the number of a change to the disk, a point, and the number of a state before that change, or
 * {@link #KILLED}.
 */
final class Replay {

  /** In the place of a state's number: the process was killed, and the disk kept all. */
  static final String KILLED = "k";

  private final Mount mount;
  private final CrashSettings settings;
  private final StringBuilder story = new StringBuilder();

  Replay(Mount mount, CrashSettings settings) {
    this.mount = mount;
    this.settings = settings;
  }

  /** What a step leads to. */
  private record Crash(Moment moment, @Nullable DiskImage image) {}

  String run(Workload workload, List<String> steps) {
    List<String> trace = new ArrayList<>();
    Scene scene = Scene.ofWorkload(mount, settings, trace);
    List<Moment> moments;
    try {
      workload.run(scene);
      story.append("the workload ends well\n");
    } catch (Exception | AssertionError e) {
      failed(e);
    } finally {
      moments = scene.end();
    }
    for (int depth = 1; depth <= steps.size(); depth++) {
      Crash crash = crash(moments, steps.get(depth - 1), trace, depth > 1);
      trace.clear();
      moments = recover(crash, depth, trace);
    }
    trace.forEach(line -> story.append("  ").append(line).append('\n'));
    return story.toString();
  }

  private List<Moment> recover(Crash crash, int depth, List<String> trace) {
    Scene scene = Scene.ofRecovery(mount, settings, crash.moment, crash.image, depth, true, trace);
    try {
      Object found = crash.moment.expected().recover(scene);
      story.append("recovery finds ").append(found).append(" and goes on\n");
    } catch (Exception | AssertionError e) {
      failed(e);
    }
    return scene.end();
  }

  private Crash crash(List<Moment> moments, String step, List<String> trace, boolean isDeep) {
    int point = step.indexOf('.');
    int operation = Integer.parseInt(step.substring(0, point));
    String state = step.substring(point + 1);
    for (String line : trace) {
      int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
      story.append(number < operation ? "  " : "  (not done) ").append(line).append('\n');
    }
    Moment moment =
        moments.stream()
            .filter(candidate -> candidate.operation() == operation)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no crash point " + operation));
    story.append("crash, expected ").append(moment.expected()).append('\n');
    if (state.equals(KILLED)) {
      return new Crash(moment, null);
    }
    List<DiskImage> found = new ArrayList<>();
    settings.states(
        moment,
        isDeep,
        (image, number, description) -> {
          if (number == Integer.parseInt(state)) {
            found.add(image);
            story.append(description.get()).append('\n');
          }
        });
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no state " + state + " before change " + operation);
    }
    return new Crash(moment, found.get(0));
  }

  private void failed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    story.append("VIOLATION ").append(text).append('\n');
  }
}
