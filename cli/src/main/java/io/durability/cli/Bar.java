package io.durability.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far something is, on a terminal only; gone from it when it is closed. */
final class Bar implements AutoCloseable {

  private static final int COLUMNS = 78;
  private static final int MILLIS_BETWEEN = 200;
  private static final long MIB = 1 << 20;
  private static final String AGAIN = "\r\u001b[K";

  private final PrintWriter err;
  private final @Nullable ProgressBar bar;

  private Bar(PrintWriter err, @Nullable ProgressBar bar) {
    this.err = err;
    this.bar = bar;
  }

  /** Begins a bar of bytes. */
  static Bar ofBytes(Console console, String task) {
    return begin(console, new ProgressBarBuilder().setTaskName(task).setUnit(" MiB", MIB));
  }

  /** Begins a bar of entries. */
  static Bar ofEntries(Console console, String task) {
    return begin(console, new ProgressBarBuilder().setTaskName(task));
  }

  private static Bar begin(Console console, ProgressBarBuilder builder) {
    if (!console.isTerminal()) {
      return new Bar(console.err(), null);
    }
    ProgressBarStyle style =
        console.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
    return new Bar(
        console.err(),
        builder
            .setStyle(style)
            .setUpdateIntervalMillis(MILLIS_BETWEEN)
            .setConsumer(new Line(console.err()))
            .build());
  }

  void at(long done, long all) {
    if (bar != null) {
      // What a live writer adds meanwhile goes beyond what there was.
      bar.maxHint(Math.max(done, all));
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      // It draws once more when it ends; the result is to stand alone.
      err.print(AGAIN);
      err.flush();
    }
  }

  /** One line that is written over. */
  private record Line(PrintWriter err) implements ProgressBarConsumer {

    @Override
    public int getMaxRenderedLength() {
      return COLUMNS;
    }

    @Override
    public void accept(String rendered) {
      err.print(AGAIN + rendered);
      err.flush();
    }

    @Override
    public void close() {
      // The terminal stays open.
    }
  }
}
