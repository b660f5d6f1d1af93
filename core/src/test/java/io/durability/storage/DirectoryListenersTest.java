package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store retries reaches every listener and the flight recorder. */
final class DirectoryListenersTest {

  private static final Location PLACE = Location.of("s3://bucket/a", "wal/1");

  private final DirectoryListeners listeners = new DirectoryListeners();
  private final List<String> heard = new ArrayList<>();

  private DirectoryListener hearing(String who) {
    return (place, request, attempt, reason) ->
        heard.add(who + ": " + place + " " + request + " " + attempt + " " + reason.getMessage());
  }

  private void retry() {
    listeners.retried(PLACE, "PUT", 2, new IOException("503 SlowDown"));
  }

  @Test
  void retried_each_isTold() {
    listeners.add(hearing("first"));
    listeners.add(hearing("second"));
    retry();
    String told = ": file=wal/1, directory=s3://bucket/a PUT 2 503 SlowDown";
    assertThat(heard).containsExactly("first" + told, "second" + told);
  }

  @Test
  void retried_oneThrows_theOthersAreTold() {
    listeners.add(
        (place, request, attempt, reason) -> {
          throw new IllegalStateException("thrown on purpose");
        });
    listeners.add(hearing("second"));
    retry();
    assertThat(heard).hasSize(1);
  }

  @Test
  void remove_one_isToldNoMore() {
    DirectoryListener twice = hearing("twice");
    listeners.add(twice);
    listeners.add(twice);
    listeners.remove(twice);
    retry();
    assertThat(heard).hasSize(1);
    listeners.remove(twice);
    listeners.remove(twice);
    retry();
    assertThat(heard).hasSize(1);
    assertThatThrownBy(() -> listeners.add(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void filterAndPrefix_passListenersOn() {
    MemoryDirectory memory = new MemoryDirectory();
    Directory telling =
        new FilterDirectory(memory) {
          @Override
          public void addListener(DirectoryListener listener) {
            listeners.add(listener);
          }

          @Override
          public void removeListener(DirectoryListener listener) {
            listeners.remove(listener);
          }
        };
    DirectoryListener listener = hearing("one");
    Directory wrapped = PrefixDirectory.of(new FilterDirectory(telling) {}, "orders");
    wrapped.addListener(listener);
    retry();
    wrapped.removeListener(listener);
    retry();
    assertThat(heard).hasSize(1);
    // One that has nothing to tell takes a listener, too.
    memory.addListener(listener);
    memory.removeListener(listener);
  }

  @Test
  void retried_recorderRuns_isRecorded(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("retries.jfr");
    retry();
    try (Recording recording = new Recording()) {
      recording.enable("io.durability.Retry");
      recording.start();
      retry();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events).hasSize(1);
    RecordedEvent event = events.get(0);
    assertThat(event.getEventType().getName()).isEqualTo("io.durability.Retry");
    assertThat(event.getString("place")).isEqualTo("file=wal/1, directory=s3://bucket/a");
    assertThat(event.getString("request")).isEqualTo("PUT");
    assertThat(event.getInt("attempt")).isEqualTo(2);
    assertThat(event.getString("reason")).contains("503 SlowDown");
  }
}
