package io.durability.testkit.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real file system in an image file, which can be made to lose what it has not written: {@code
 * xfs_io shutdown} ends it at once, without writing back data or journal, as a power cut does.
 * Where that is not to be had a test is skipped, as with {@link HostMount}.
 */
public final class LoopMount implements AutoCloseable {

  private static final long IMAGE_BYTES = 512L << 20;

  private final Path image;
  private final Path place;
  private boolean mounted;

  private LoopMount(Path image, Path place) {
    this.image = image;
    this.place = place;
  }

  /**
   * Makes and mounts a file system.
   *
   * @param type {@code ext4} or {@code xfs}
   */
  public static LoopMount create(Path folder, String type) throws IOException {
    HostNeeds.mount("mount", "umount", "xfs_io", "mkfs." + type);
    Path image = folder.resolve(type + ".img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(IMAGE_BYTES);
    }
    HostCommand.run("mkfs." + type, "-q", image.toString());
    LoopMount mount =
        new LoopMount(image, Files.createDirectories(folder.resolve(type + ".mounted")));
    mount.mount();
    return mount;
  }

  /** Returns where it is mounted. */
  public Path place() {
    return place;
  }

  private void mount() throws IOException {
    HostCommand.run("mount", "-o", "loop", image.toString(), place.toString());
    mounted = true;
  }

  /** Cuts the file system off from its image; everything but reads of its cache fails now. */
  public void cutPower() throws IOException {
    // -x for the privileged commands; without -f the journal is not flushed first.
    HostCommand.run("xfs_io", "-x", "-c", "shutdown", place.toString());
  }

  /** Comes back as after the power does; nothing may be open in it. */
  public void restart() throws IOException {
    HostCommand.run("umount", place.toString());
    mounted = false;
    mount();
  }

  @Override
  public void close() throws IOException {
    if (mounted) {
      HostCommand.run("umount", place.toString());
    }
    Files.deleteIfExists(image);
  }
}
