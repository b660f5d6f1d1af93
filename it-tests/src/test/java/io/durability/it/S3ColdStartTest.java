package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.host.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much CPU time an instance takes from the start of its JVM to its first acknowledged append,
 * beside one PUT with the SDK alone. Reported, not judged: a shared machine can't tell.
 */
@OnStore("s3")
final class S3ColdStartTest {

  private static final double WANTED = 1.15;

  private final TestedStore s3 = TestedStores.get("s3");
  private final String uri = s3.uri(TestedStores.newPrefix()).toString();

  @TempDir private Path folder;
  private String classPath = "";

  @Test
  void coldStart_cpuTime_besideABarePut() throws Exception {
    classPath = jars();
    int runs = Counts.of(3, 11);
    // Makes the log, and the archives.
    Path putArchive = folder.resolve("put.jsa");
    Path appendArchive = folder.resolve("append.jsa");
    cpuMillis(ColdStart.PUT, "-XX:ArchiveClassesAtExit=" + putArchive);
    cpuMillis(ColdStart.APPEND, "-XX:ArchiveClassesAtExit=" + appendArchive);
    assertThat(putArchive).exists();
    assertThat(appendArchive).exists();
    List<List<Long>> taken = List.of(list(), list(), list(), list());
    for (int run = 0; run < runs; run++) {
      taken.get(0).add(cpuMillis(ColdStart.PUT, "-Xshare:auto"));
      taken.get(1).add(cpuMillis(ColdStart.APPEND, "-Xshare:auto"));
      taken.get(2).add(cpuMillis(ColdStart.PUT, "-XX:SharedArchiveFile=" + putArchive));
      taken.get(3).add(cpuMillis(ColdStart.APPEND, "-XX:SharedArchiveFile=" + appendArchive));
    }
    List<Long> medians = taken.stream().map(S3ColdStartTest::median).toList();
    assertThat(medians).allMatch(millis -> millis > 0);
    Counts.figure(
        "serverless-cold-start",
        String.format(
            Locale.ROOT,
            "CPU of a cold start to the first ack %.2f of a bare SDK put (%d of %d ms; %.2f"
                + " wanted); with class-data archives %.2f (%d of %d ms), that is %.2f of a bare"
                + " put without",
            (double) medians.get(1) / medians.get(0),
            medians.get(1),
            medians.get(0),
            WANTED,
            (double) medians.get(3) / medians.get(2),
            medians.get(3),
            medians.get(2),
            (double) medians.get(3) / medians.get(0)));
  }

  private static List<Long> list() {
    return new ArrayList<>();
  }

  private static Long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private long cpuMillis(String what, String jvmArgument) throws Exception {
    try (ChildJvm child =
        ChildJvm.of(ColdStart.class, what, uri)
            .classPath(classPath)
            .jvmOptions(List.of(jvmArgument))
            .options(s3.options())
            .start()) {
      String line = child.await(heard -> heard.startsWith("cpu "));
      assertThat(child.awaitEnd()).isZero();
      return Long.parseLong(line.substring("cpu ".length()));
    }
  }

  /** Returns the class path of this JVM with each folder as a jar: an archive takes jars only. */
  private String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(each);
      if (Files.isDirectory(path)) {
        jars.add(jar(path, folder.resolve("classes-" + jars.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        jars.add(each);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files) {
        String name = String.join("/", parts(classes.relativize(file)));
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private static List<String> parts(Path path) {
    String[] parts = new String[path.getNameCount()];
    Arrays.setAll(parts, i -> path.getName(i).toString());
    return List.of(parts);
  }
}
