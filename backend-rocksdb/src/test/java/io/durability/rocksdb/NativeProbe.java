package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durability.storage.Condition;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;

/** Opens the directory of a URI, writes a file, and prints how that went. */
final class NativeProbe {

  private NativeProbe() {}

  public static void main(String[] arguments) {
    try (Directory directory = Directories.open(URI.create(arguments[0]))) {
      directory.write(
          FileName.of("file"), ByteBuffer.wrap("content".getBytes(UTF_8)), Condition.none());
      System.out.println("written");
    } catch (IOException | RuntimeException e) {
      System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
