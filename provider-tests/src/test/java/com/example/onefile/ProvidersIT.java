package com.example.onefile;

import static com.example.onefile.Launched.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How providers are found by real processes, from jars as they would be published. */
final class ProvidersIT {

  private static final String MAIN = "probe.Probe";
  private static final String MODULE = "probe/probe.Probe";

  @TempDir Path folder;

  private String memory() {
    return "memory:orders";
  }

  private String disk() {
    return "file://" + folder.resolve("disk");
  }

  private String oneFile() {
    return "onefile://" + folder.resolve("files.db");
  }

  private Jars jars() {
    return new Jars(folder);
  }

  private Launched onClassPath(String classPath, String... uris) throws Exception {
    return launched(List.of("-cp", classPath, MAIN), uris);
  }

  private Launched launched(List<String> options, String... uris) throws Exception {
    String[] arguments = Stream.concat(options.stream(), Stream.of(uris)).toArray(String[]::new);
    return Launched.java(folder, arguments);
  }

  /** Every directory opened, and none had to be looked past. */
  private void assertAllOpened(Launched launched) {
    assertOpened(launched);
    assertThat(launched.errors()).isEmpty();
  }

  private void assertOpened(Launched launched) {
    assertThat(launched.lines())
        .containsExactly(
            "memory:orders: entry 1 is durable",
            "file://" + folder.resolve("disk") + ": entry 1 is durable",
            "onefile:" + folder.resolve("files.db") + ": entry 1 is durable");
  }

  @Test
  void classPath_severalProviders_eachServesItsScheme() throws Exception {
    String all = path(jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    assertAllOpened(onClassPath(all, memory(), disk(), oneFile()));
  }

  @Test
  void modulePath_severalProviders_eachServesItsScheme() throws Exception {
    String all = path(jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    assertAllOpened(launched(List.of("-p", all, "-m", MODULE), memory(), disk(), oneFile()));
  }

  @Test
  void shadedJar_servicesMerged_eachServesItsScheme() throws Exception {
    String all = path(jars().probe(), Jars.shaded("merged"));
    assertAllOpened(onClassPath(all, memory(), disk(), oneFile()));
  }

  @Test
  void shadedJar_servicesNotMerged_theErrorSaysWhatToDo() throws Exception {
    String all = path(jars().probe(), Jars.shaded("unmerged"));
    Launched launched = onClassPath(all, disk());
    assertThat(launched.lines()).hasSize(1);
    assertThat(launched.lines().get(0))
        .contains("UnsupportedException")
        .contains("where jars are merged into one, merge their META-INF/services")
        .contains("found=file");
  }

  @Test
  void brokenProvider_constructorThrows_theOthersServe() throws Exception {
    Path broken =
        jars().provider("Broken", "broken", "public Broken() { throw new Error(\"on purpose\"); }");
    String all = path(broken, jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    Launched launched = onClassPath(all, memory(), disk(), oneFile());
    assertOpened(launched);
    assertThat(launched.errors())
        .contains("directory provider cannot be loaded")
        .contains("other.Broken")
        .contains("on purpose");
  }

  @Test
  void brokenProvider_classMissing_theOthersServe() throws Exception {
    String all =
        path(jars().missing("Gone"), jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    Launched launched = onClassPath(all, memory(), disk(), oneFile());
    assertOpened(launched);
    assertThat(launched.errors())
        .contains("directory provider cannot be loaded")
        .contains("other.Gone");
  }

  @Test
  void brokenProvider_itsOwnLibraryMissing_theOthersServe() throws Exception {
    Path broken = jars().providerWithout("Needy", "needy", "Client");
    String all = path(broken, jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    Launched launched = onClassPath(all, memory(), disk(), oneFile());
    assertOpened(launched);
    assertThat(launched.errors())
        .contains("directory provider cannot be loaded")
        .contains("NoClassDefFoundError");
  }

  @Test
  void unknownScheme_theErrorListsSchemesAndTheArtifact() throws Exception {
    String all = path(jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    Launched launched = onClassPath(all, "s3://bucket/orders", "nfs://host/orders");
    assertThat(launched.lines()).hasSize(2);
    assertThat(launched.lines().get(0))
        .contains("add durability-s3 to the class path")
        .contains("expected=one of [file, memory, onefile], found=s3");
    assertThat(launched.lines().get(1))
        .contains("add the artifact that serves it")
        .contains("found=nfs");
  }

  @Test
  void duplicateScheme_theErrorNamesBothJars_andTheOthersServe() throws Exception {
    Path second = jars().provider("Second", "file", "");
    String all = path(second, jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    Launched launched = onClassPath(all, disk(), memory());
    assertThat(launched.lines()).hasSize(2);
    assertThat(launched.lines().get(0))
        .contains("several providers for scheme file")
        .contains("other.Second from file:" + second)
        .contains("FsDirectoryProvider from file:" + Jars.localDisk());
    assertThat(launched.lines().get(1)).isEqualTo("memory:orders: entry 1 is durable");
  }

  @Test
  void noFlightRecorder_classPath_theLogWorks() throws Exception {
    String all = path(jars().probe(), Jars.core(), Jars.localDisk(), Jars.oneFile());
    List<String> options = List.of("--limit-modules", "java.base", "-cp", all, MAIN);
    assertAllOpened(launched(options, memory(), disk(), oneFile()));
  }

  @Test
  void noFlightRecorder_modulePath_theLogWorks() throws Exception {
    String all = path(jars().probe(), Jars.core(), Jars.oneFile());
    List<String> options =
        List.of("--limit-modules", "java.base,com.example.onefile", "-p", all, "-m", MODULE);
    Launched launched = launched(options, memory(), oneFile());
    assertThat(launched.lines()).hasSize(2).allMatch(line -> line.endsWith("entry 1 is durable"));
    assertThat(launched.errors()).isEmpty();
  }

  @Test
  void flightRecorder_classPath_recordsTheLog() throws Exception {
    String all = path(jars().probe(), Jars.core());
    assertRecorded(List.of("-cp", all, MAIN));
  }

  @Test
  void flightRecorder_modulePath_recordsTheLog() throws Exception {
    String all = path(jars().probe(), Jars.core());
    assertRecorded(List.of("--add-modules", "jdk.jfr", "-p", all, "-m", MODULE));
  }

  private void assertRecorded(List<String> options) throws Exception {
    Path recording = folder.resolve("log.jfr");
    List<String> recorded = new ArrayList<>();
    recorded.add("-XX:StartFlightRecording=filename=" + recording);
    recorded.addAll(options);
    assertThat(launched(recorded, memory()).lines()).contains("memory:orders: entry 1 is durable");
    assertThat(names(recording)).contains("io.durability.Claim", "io.durability.Commit");
  }

  private static List<String> names(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .map(RecordedEvent::getEventType)
        .map(type -> type.getName())
        .filter(name -> name.startsWith("io.durability."))
        .distinct()
        .toList();
  }
}
