package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A directory with another batch alignment, where readers see more than what is durable, as on a
 * disk; and with a look at the files before each change of what a listing shows.
 */
final class PaddedDirectory extends FilterDirectory {

  private final Traits traits;
  private final Consumer<String> beforeChange;

  PaddedDirectory(Directory in, int alignment) {
    this(in, alignment, change -> {});
  }

  /** Tells of each change before it is made: append, write, delete, and the name. */
  PaddedDirectory(Directory in, int alignment, Consumer<String> beforeChange) {
    super(in);
    this.traits = traits(in.traits(), alignment);
    this.beforeChange = beforeChange;
  }

  /** Returns traits with another alignment. */
  static Traits traits(Traits its, int alignment) {
    return new Traits(
        its.survives(),
        its.rename(),
        its.versionConditions(),
        alignment == its.batchAlignment() && its.readsOnlyDurable(),
        its.syncsInFlight(),
        alignment,
        its.appendFileBytesMax(),
        its.syncsPerAppendFileMax());
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    beforeChange.accept("append " + name);
    return in.append(name);
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    beforeChange.accept("write " + name);
    return in.write(name, content, condition);
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    for (FileName name : names) {
      beforeChange.accept("delete " + name);
    }
    in.delete(names);
  }
}
