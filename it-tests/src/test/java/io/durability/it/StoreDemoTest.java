package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.cli.Main;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user without an account sees it: on an emulator that it starts itself. */
abstract class StoreDemoTest {

  private final TestedStore store;

  @TempDir private Path folder;

  StoreDemoTest(TestedStore store) {
    this.store = store;
  }

  @Test
  void demo_onAnEmulator_losesNothing() throws IOException, InterruptedException {
    Path report = folder.resolve("report.html");
    List<String> properties =
        Stream.of("durability.it.s3proxy", "durability.it.logs")
            .map(name -> "-D" + name + "=" + System.getProperty(name))
            .toList();
    try (ChildJvm demo =
        ChildJvm.of(
                Main.class,
                "demo",
                "--emulator=" + store.name(),
                "--rounds=2",
                "--threads=4",
                "--seed=21",
                "--report=" + report)
            .jvmOptions(properties)
            .start()) {
      assertThat(demo.await(line -> line.startsWith("on "))).startsWith("on " + store + ", ");
      assertThat(demo.await(line -> line.endsWith(" lost")))
          .isEqualTo("0 acknowledged entries lost");
      assertThat(demo.awaitEnd()).isZero();
      assertThat(demo.lines()).anyMatch(line -> line.endsWith(" --emulator " + store.name()));
    }
    String page = Files.readString(report);
    assertThat(store.secrets()).noneMatch(page::contains);
  }
}
