package io.durability.cli;

import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal. */
@FunctionalInterface
interface Prompt {

  /** Returns the answer, or null if the input has ended. */
  @Nullable String ask(String question);

  /**
   * Returns a prompt on the terminal of this process, or null if it has none: input or output is a
   * file or a pipe.
   */
  @SuppressWarnings("SystemConsoleNull") // null up to JDK 21; from 22 on isTerminal tells
  static @Nullable Prompt system() {
    java.io.Console terminal = System.console();
    return terminal != null && isTerminal(terminal)
        ? question -> terminal.readLine("%s", question)
        : null;
  }

  /** Since JDK 22 there is a console without a terminal, too; a method that is new tells. */
  private static boolean isTerminal(java.io.Console terminal) {
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(terminal);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
