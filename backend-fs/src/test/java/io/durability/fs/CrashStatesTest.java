package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.crash.CrashExplorer;
import io.durability.testkit.crash.CrashReport;
import io.durability.testkit.crash.CrashSettings;
import io.durability.testkit.crash.LogWorkloads;
import io.durability.testkit.crash.Workload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A slice of what {@link CrashStatesRun} explores, small enough for every build, and the controls:
 * whatever force is left out, something must be lost.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class CrashStatesTest {

  static List<CrashPart> quickParts() {
    return CrashPart.quick();
  }

  @ParameterizedTest
  @MethodSource("quickParts")
  @Tag("fault-1")
  @Tag("fault-2")
  void crashAnywhere_alsoInsideRecovery_losesNothingPromised(CrashPart part) {
    CrashReport report = part.explore(CrashSettings.of(CrashSettings.SEED, 2));
    assertThat(report.violations()).isEmpty();
    assertThat(report.states()).as("states").isGreaterThan(300);
    assertThat(report.deep()).as("states inside recovery").isGreaterThan(50);
  }

  @Test
  void explore_twiceWithOneSeed_givesTheSameNumbers_howeverManyThreads() {
    CrashPart whole = CrashPart.quick().get(0);
    CrashPart.Stage stage = new CrashPart.Stage(whole.workloads().subList(0, 1), 2);
    CrashPart part = new CrashPart(whole.label(), whole.mount(), List.of(stage));
    CrashReport first = part.explore(CrashSettings.of(CrashSettings.SEED, 1));
    assertThat(part.explore(CrashSettings.of(CrashSettings.SEED, 2))).isEqualTo(first);
    assertThat(part.explore(CrashSettings.of(CrashSettings.SEED, 3))).isEqualTo(first);
  }

  static List<CrashControl> controls() {
    return CrashControl.all();
  }

  @ParameterizedTest
  @MethodSource("controls")
  void control_somethingForgotten_isFoundOut_andCanBeReplayed(CrashControl control) {
    CrashReport report = control.run();
    assertThat(report.violations()).as("found out").isNotEmpty();
    String told = report.violations().get(0).lines().findFirst().orElseThrow();
    String path = told.substring(told.indexOf("state ") + "state ".length());
    CrashExplorer explorer =
        new CrashExplorer(
            "control-" + control.name(), control.mount(), CrashSettings.of(CrashSettings.SEED, 1));
    assertThat(explorer.replay(path, CrashControl.workloads()))
        .contains("VIOLATION")
        .contains("FORCE");
  }

  @Test
  void replay_ofAStateThatIsRight_tellsTheWholeStory() {
    CrashPart part = CrashPart.quick().get(0);
    CrashExplorer explorer =
        new CrashExplorer(part.label(), part.mount(), CrashSettings.of(CrashSettings.SEED, 1));
    List<Workload> workloads = LogWorkloads.sequences(1);
    assertThat(explorer.replay("fs/open@3.0", workloads))
        .contains("(not done)")
        .contains("recovery finds")
        .doesNotContain("VIOLATION");
  }
}
