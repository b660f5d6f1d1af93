package com.example.onefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The jars of the build, and jars made for one test. */
final class Jars {

  /** The program that a test launches; as a module its name is {@code probe}. */
  private static final Path PROBE = Path.of("src/test/probe");

  private final Path folder;

  Jars(Path folder) {
    this.folder = folder;
  }

  static Path core() {
    return holding(Directory.class);
  }

  static Path localDisk() {
    try {
      return holding(Class.forName("io.durability.fs.FsDirectory"));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  static Path oneFile() {
    return existing(Path.of(System.getProperty("backend")));
  }

  static Path shaded(String name) {
    return existing(Path.of(System.getProperty("shaded"), name + ".jar"));
  }

  private static Path holding(Class<?> type) {
    try {
      return existing(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Path existing(Path jar) {
    assertThat(jar).as("a jar, as it would be published").isRegularFile();
    return jar;
  }

  /** Returns a jar of the program, a module too, compiled against core's jar alone. */
  Path probe() throws IOException {
    Path classes = folder.resolve("probe-classes");
    compile(
        "--module-path",
        core().toString(),
        "-d",
        classes.toString(),
        PROBE.resolve("module-info.java").toString(),
        PROBE.resolve("probe/Probe.java").toString());
    return pack("probe", classes, null);
  }

  /**
   * Returns a jar of a provider.
   *
   * @param body what its class holds besides its scheme
   */
  Path provider(String name, String scheme, String body) throws IOException {
    Path source = folder.resolve(name + "/source/other/" + name + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        """
        package other;
        public final class %s implements io.durability.storage.DirectoryProvider {
          %s
          @Override public String scheme() { return "%s"; }
          @Override public io.durability.storage.Directory open(
              java.net.URI uri, java.util.Map<String, String> options) {
            return new io.durability.storage.MemoryDirectory();
          }
        }
        """
            .formatted(name, body, scheme));
    Path classes = folder.resolve(name + "/classes");
    compile("-cp", core().toString(), "-d", classes.toString(), source.toString());
    return pack(name, classes, "other." + name);
  }

  /** Returns a jar of a provider that needs a class which is not in the jar. */
  Path providerWithout(String name, String scheme, String needed) throws IOException {
    String body = "static final class " + needed + " {} private final Object it = new %s();";
    assertThat(provider(name, scheme, body.formatted(needed))).exists();
    Path classes = folder.resolve(name + "/classes");
    Files.delete(classes.resolve("other/" + name + "$" + needed + ".class"));
    return pack(name, classes, "other." + name);
  }

  /** Returns a jar that names a provider whose class is not there. */
  Path missing(String name) throws IOException {
    return pack(name, Files.createDirectories(folder.resolve(name)), "other." + name);
  }

  private static void compile(String... arguments) {
    int exit = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, arguments);
    assertThat(exit).as("javac").isZero();
  }

  /** Packs classes, and names a provider among them unless that is null. */
  private Path pack(String name, Path classes, String provider) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> tree = Files.walk(classes)) {
      List<Path> files = new ArrayList<>(tree.filter(Files::isRegularFile).toList());
      for (Path file : files) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
      if (provider != null) {
        out.putNextEntry(new ZipEntry("META-INF/services/io.durability.storage.DirectoryProvider"));
        out.write(provider.getBytes(UTF_8));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return jar;
  }
}
