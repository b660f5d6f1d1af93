package io.durability.cli;

import picocli.CommandLine;

/** Makes the commands, and gives them the console. */
final class Commands implements CommandLine.IFactory {

  private final Console console;

  Commands(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    return type == DemoCommand.class
        ? type.cast(new DemoCommand(console))
        : CommandLine.defaultFactory().create(type);
  }
}
