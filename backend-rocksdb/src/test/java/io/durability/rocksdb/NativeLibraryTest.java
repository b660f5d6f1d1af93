package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.host.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB's native part, or all of RocksDB, is not there. In processes of their own. */
final class NativeLibraryTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path place;

  private static boolean isRocksJar(String entry) {
    return entry.contains("rocksdbjni") && entry.endsWith(".jar");
  }

  private static Path rocksJar() {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
        .filter(NativeLibraryTest::isRocksJar)
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the class path with RocksDB's jar replaced, or left out if that is empty. */
  private static String classPath(String replacement) {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
        .map(entry -> isRocksJar(entry) ? replacement : entry)
        .filter(entry -> !entry.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Copies RocksDB's jar without the libraries in it. */
  private Path stripped() throws IOException {
    Path copy = place.resolve("classes-only.jar");
    try (JarFile jar = new JarFile(rocksJar().toFile());
        OutputStream file = Files.newOutputStream(copy);
        JarOutputStream out = new JarOutputStream(file)) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".class")) {
          out.putNextEntry(new JarEntry(entry.getName()));
          jar.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
    return copy;
  }

  private String probe(String classPath, String... options) throws IOException {
    String uri = "rocksdb://" + place.toRealPath().resolve("database");
    List<String> jvm = List.of(options);
    try (ChildJvm child =
        ChildJvm.of(NativeProbe.class, uri).classPath(classPath).jvmOptions(jvm).start()) {
      child.awaitEnd();
      return String.join("\n", child.lines());
    }
  }

  private void assertNamesArtifactAndPlatform(String printed) {
    assertThat(printed)
        .contains(
            "UnsupportedException native library of RocksDB cannot be loaded",
            "org.rocksdb:rocksdbjni",
            "durability-rocksdb",
            System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    assertThat(place.resolve("database")).doesNotExist();
  }

  @Test
  void library_there_isLoaded() throws Exception {
    assertThat(probe(CLASS_PATH)).contains("written");
  }

  @Test
  @Tag("fault-72")
  void library_notInTheJar_isToldWithArtifactAndPlatform() throws Exception {
    assertNamesArtifactAndPlatform(probe(classPath(stripped().toString())));
  }

  @Test
  @Tag("fault-72")
  void library_broken_isToldWithArtifactAndPlatform() throws Exception {
    Path libraries = Files.createDirectory(place.resolve("libraries"));
    for (String name : List.of("librocksdbjni.so", "librocksdbjni-linux64.so")) {
      Files.write(libraries.resolve(name), "no library".getBytes(UTF_8));
    }
    String path = "-Djava.library.path=" + libraries;
    assertNamesArtifactAndPlatform(probe(classPath(stripped().toString()), path));
  }

  @Test
  @Tag("fault-72")
  void jar_missing_isToldWithArtifactAndPlatform() throws Exception {
    assertNamesArtifactAndPlatform(probe(classPath("")));
  }
}
