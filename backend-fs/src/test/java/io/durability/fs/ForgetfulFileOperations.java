package io.durability.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Leaves out one kind of force, as if this backend had forgotten it: a test must then fail. */
final class ForgetfulFileOperations extends FilterFileOperations {

  /** What may be forgotten. */
  enum Forgotten {
    /** To force the content of a file. */
    FILE,
    /** To force the length of a file, where that has changed. */
    FILE_LENGTH,
    /** To force a folder after a file was created in it. */
    FOLDER_AFTER_CREATE,
    /** To force a folder after a file was renamed or linked into it. */
    FOLDER_AFTER_RENAME,
    /** To force a folder after a file was deleted in it. */
    FOLDER_AFTER_DELETE,
    /** To force the parent of a folder that was created. */
    PARENT_OF_A_NEW_FOLDER
  }

  private final Forgotten forgotten;
  private final Map<Path, Set<Forgotten>> changed = new HashMap<>();

  ForgetfulFileOperations(FileOperations in, Forgotten forgotten) {
    super(in);
    this.forgotten = forgotten;
  }

  private void note(Path path, Forgotten force) {
    Path folder = path.getParent();
    if (folder != null) {
      changed.computeIfAbsent(folder, unused -> EnumSet.noneOf(Forgotten.class)).add(force);
    }
  }

  @Override
  public FileHandle createNew(Path file) throws IOException {
    note(file, Forgotten.FOLDER_AFTER_CREATE);
    return super.createNew(file);
  }

  @Override
  FileHandle opened(Path file, FileHandle handle) {
    return new Handle(handle) {
      @Override
      public void force(boolean metadata) throws IOException {
        if (forgotten != Forgotten.FILE) {
          handle.force(metadata && forgotten != Forgotten.FILE_LENGTH);
        }
      }
    };
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    note(folder, Forgotten.PARENT_OF_A_NEW_FOLDER);
    in.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    Set<Forgotten> why = changed.remove(folder);
    if (why == null || !why.contains(forgotten)) {
      in.forceFolder(folder);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    note(to, Forgotten.FOLDER_AFTER_RENAME);
    in.rename(from, to);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    note(name, Forgotten.FOLDER_AFTER_RENAME);
    in.link(existing, name);
  }

  @Override
  public void unlink(Path file) throws IOException {
    note(file, Forgotten.FOLDER_AFTER_DELETE);
    in.unlink(file);
  }
}
