package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import java.util.List;

/** A directory without one of its files, for callers that may look behind the guard of a copy. */
final class UnguardedDirectory extends FilterDirectory {

  private final FileName guard;

  UnguardedDirectory(Directory in, FileName guard) {
    super(in);
    this.guard = guard;
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    return super.list(prefix, after).stream().filter(file -> !file.name().equals(guard)).toList();
  }
}
