package io.durability.testkit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mounted file system, for as long as a test runs. Where mounting is not allowed the test is
 * skipped; or it fails, if {@code DURABILITY_IT_REQUIRE} names {@code machine}.
 */
public final class HostMount implements AutoCloseable {

  private final Path place;

  private HostMount(Path place) {
    this.place = place;
  }

  /** Mounts an empty file system in memory that takes this many bytes. */
  public static HostMount small(Path place, int bytes) throws IOException {
    HostNeeds.mount("mount", "umount");
    Files.createDirectories(place);
    String options = "size=" + bytes + ",mode=0700";
    HostCommand.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString());
    return new HostMount(place);
  }

  /** Mounts a folder at a second place. */
  public static HostMount bind(Path folder, Path place) throws IOException {
    HostNeeds.mount("mount", "umount");
    Files.createDirectories(place);
    HostCommand.run("mount", "--bind", folder.toString(), place.toString());
    return new HostMount(place);
  }

  /** Returns where it is mounted. */
  public Path place() {
    return place;
  }

  /** Takes this many bytes from now on, if it is one in memory. */
  public void resize(int bytes) throws IOException {
    HostCommand.run("mount", "-o", "remount,size=" + bytes, place.toString());
  }

  /**
   * Refuses changes from now on, if it is a folder's second place and nothing is open for writing.
   */
  public void readOnly() throws IOException {
    HostCommand.run("mount", "-o", "remount,bind,ro", place.toString());
  }

  @Override
  public void close() throws IOException {
    HostCommand.run("umount", place.toString());
  }
}
