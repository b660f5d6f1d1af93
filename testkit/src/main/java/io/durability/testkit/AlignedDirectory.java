package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;

/** Another directory, as if it were best written in blocks. */
final class AlignedDirectory extends FilterDirectory {

  private final Traits traits;

  AlignedDirectory(Directory in, int alignment) {
    super(in);
    Traits found = in.traits();
    traits =
        new Traits(
            found.survives(),
            found.rename(),
            found.versionConditions(),
            found.readsOnlyDurable(),
            found.syncsInFlight(),
            alignment,
            found.appendFileBytesMax(),
            found.syncsPerAppendFileMax());
  }

  @Override
  public Traits traits() {
    return traits;
  }
}
