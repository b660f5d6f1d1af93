package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real file system in an image file, which can be made to lose what it has not written: {@code
 * xfs_io shutdown} ends it at once, without writing back data or journal, as a power cut does.
 */
final class LoopMount implements AutoCloseable {

  private static final long IMAGE_BYTES = 512L << 20;

  private final Path image;
  private final Path place;
  private boolean mounted;

  private LoopMount(Path image, Path place) {
    this.image = image;
    this.place = place;
  }

  /** Makes and mounts an ext4 file system. */
  static LoopMount create(Path folder) throws IOException {
    Path image = folder.resolve("ext4.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(IMAGE_BYTES);
    }
    run("mkfs.ext4", "-q", image.toString());
    LoopMount mount = new LoopMount(image, Files.createDirectories(folder.resolve("mounted")));
    mount.mount();
    return mount;
  }

  Path place() {
    return place;
  }

  private void mount() throws IOException {
    run("mount", "-o", "loop", image.toString(), place.toString());
    mounted = true;
  }

  /** Cuts the file system off from its image; everything but reads of its cache fails now. */
  void cutPower() throws IOException {
    // -x for the privileged commands; without -f the journal is not flushed first.
    run("xfs_io", "-x", "-c", "shutdown", place.toString());
  }

  /** Comes back as after the power does; nothing may be open in it. */
  void restart() throws IOException {
    run("umount", place.toString());
    mounted = false;
    mount();
  }

  @Override
  public void close() throws IOException {
    if (mounted) {
      run("umount", place.toString());
    }
    Files.deleteIfExists(image);
  }

  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " failed with " + status + ": " + output);
    }
  }
}
