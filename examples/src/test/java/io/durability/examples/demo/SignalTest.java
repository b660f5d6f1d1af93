package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignalTest {

  static List<Signal> signals() {
    return List.of(
        new Signal.Ready(0),
        new Signal.Acked(1L << 40, 7, 5, 3),
        new Signal.Appended(12),
        new Signal.PublishBegun(11),
        new Signal.PublishEnded(11, 13, 4, 1L << 33));
  }

  @ParameterizedTest
  @MethodSource("signals")
  void parse_ofItsLine_isTheSignal(Signal signal) {
    assertThat(Signal.parse(signal.line())).isEqualTo(signal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ready", "ready x", "acked 1 2 3", "hello 1"})
  void parse_ofAnythingElse_isRefused(String line) {
    assertThatThrownBy(() -> Signal.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a signal [found=" + line + "]");
  }

  @Test
  void wholeLines_dropTheOneThatWasCut() throws IOException {
    WholeLines lines = new WholeLines(new StringReader("acked 17 0 1 1\nacked 18"));
    assertThat(lines.next()).isEqualTo("acked 17 0 1 1");
    assertThat(lines.next()).isNull();
  }

  @Test
  void pipe_writesInOrder_withTheLastIdBehind() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SignalPipe pipe = new SignalPipe(out, () -> 20);
    pipe.send(new Signal.Ready(16));
    pipe.send(new Signal.Acked(17, 0, 1, 1));
    Thread writing =
        new Thread(
            () -> {
              try {
                pipe.run();
              } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt();
              }
            });
    writing.start();
    pipe.deliver(new Signal.PublishBegun(17));
    writing.interrupt();
    writing.join();
    assertThat(out.toString(StandardCharsets.US_ASCII))
        .startsWith("ready 16\nacked 17 0 1 1\n")
        .endsWith("publish-begun 17\nappended 20\n");
  }
}
