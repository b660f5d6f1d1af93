package io.durability.examples.demo;

/** Is told how a demo goes on, by the thread that runs it. */
public interface DemoListener {

  /** A child was let go. */
  void roundBegun(int round);

  /** A child was killed; its log is checked next. */
  void roundKilled(int round);

  /** A round is over. */
  void roundEnded(RoundResult result);
}
