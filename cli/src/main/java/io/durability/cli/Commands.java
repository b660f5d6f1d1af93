package io.durability.cli;

import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Makes the commands, and gives them the console. */
final class Commands implements CommandLine.IFactory {

  private static final Map<Class<?>, Function<Console, Object>> MAKERS =
      Map.of(
          DemoCommand.class, DemoCommand::new,
          InspectCommand.class, InspectCommand::new,
          LsCommand.class, LsCommand::new,
          VerifyCommand.class, VerifyCommand::new,
          DumpCommand.class, DumpCommand::new,
          TailCommand.class, TailCommand::new,
          RecoverCommand.class, RecoverCommand::new,
          TruncateCommand.class, TruncateCommand::new,
          CopyCommand.class, CopyCommand::new);

  private final Console console;

  Commands(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Function<Console, Object> maker = MAKERS.get(type);
    return maker == null
        ? CommandLine.defaultFactory().create(type)
        : type.cast(maker.apply(console));
  }
}
