package io.durability.testkit;

import io.durability.LogOptions;
import io.durability.Recovered;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is kept of the life of a log, to be compared with the same life elsewhere. */
final class LogLedger {

  private final boolean keeps;
  private final UnaryOperator<LogOptions.Builder> options;
  private final List<String> lines = new ArrayList<>();

  private LogLedger(boolean keeps, UnaryOperator<LogOptions.Builder> options) {
    this.keeps = keeps;
    this.options = options;
  }

  /** Keeps nothing. */
  static LogLedger ofNothing() {
    return new LogLedger(false, UnaryOperator.identity());
  }

  /**
   * Keeps everything.
   *
   * @param options changes those that a model has chosen
   */
  static LogLedger of(UnaryOperator<LogOptions.Builder> options) {
    return new LogLedger(true, options);
  }

  LogOptions.Builder options(LogOptions.Builder builder) {
    return options.apply(builder);
  }

  void line(String line) {
    if (keeps) {
      lines.add(line);
    }
  }

  void state(String how, Recovered<List<String>, String> recovered) {
    int entries = recovered.state().size();
    int hash = recovered.state().hashCode();
    line(how + " to " + recovered.lastId() + ": " + entries + " entries, " + hash);
  }

  List<String> lines() {
    return lines;
  }
}
