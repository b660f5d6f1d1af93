package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnsupportedException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {

  private static final DemoListener NOBODY =
      new DemoListener() {
        @Override
        public void roundBegun(int round) {}

        @Override
        public void roundKilled(int round) {}

        @Override
        public void roundEnded(RoundResult result) {}
      };

  @Test
  void open_inMemory_isRefused() {
    assertThatThrownBy(() -> Demo.open(settings("memory:demo"), NOBODY))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("does not outlive a process [directory=memory:demo]");
  }

  @Test
  void open_whereSomethingIs_isRefused_andChangesNothing(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("precious"), "content");
    assertThatThrownBy(() -> Demo.open(settings(folder.toUri().toString()), NOBODY))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("needs an empty directory")
        .hasMessageContaining("found=precious");
    assertThat(file).hasContent("content");
    assertThat(folder.toFile().list()).containsExactly("precious");
  }

  @Test
  void open_ofAnUnknownScheme_isRefused() {
    assertThatThrownBy(() -> Demo.open(settings("nowhere:demo"), NOBODY))
        .isInstanceOf(UnsupportedException.class);
  }

  @Test
  void settings_outOfRange_areRefused() {
    URI uri = URI.create("memory:x");
    assertThatThrownBy(() -> new DemoSettings(uri, 0, 1, 8, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rounds out of range [expected=1 to 10000, found=0]");
    assertThatThrownBy(() -> new DemoSettings(uri, 1, 1, 257, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads out of range");
  }

  private static DemoSettings settings(String uri) {
    return new DemoSettings(URI.create(uri), 1, 1, 1, false);
  }
}
