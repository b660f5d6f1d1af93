package io.durability.fs;

import java.nio.file.Path;

/** The operating system without any force: the control that has to lose. */
final class UnforcedFiles extends FilterFileOperations {

  UnforcedFiles() {
    super(LocalFileOperations.INSTANCE);
  }

  @Override
  FileHandle opened(Path file, FileHandle handle) {
    return new Handle(handle) {
      @Override
      public void force(boolean metadata) {
        // Confirmed, and not done.
      }
    };
  }

  @Override
  public void forceFolder(Path folder) {
    // Confirmed, and not done.
  }
}
