package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileReader;
import io.durability.storage.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D15, D17, D19 and D20: close, threads, what a directory says of itself. */
abstract class UseClauses extends BufferClauses {

  private static final byte[] A = bytes(100, 'a');

  private void assertRefusedAfterClose(ThrowingCallable verb) throws Exception {
    put("file", A);
    append("wal/1", 10);
    dir.seal(name("wal/1"));
    dir.close();
    assertThatThrownBy(verb).isInstanceOf(IllegalStateException.class);
    dir = open();
    assertThat(names("")).containsExactly("file", "wal/1");
    assertWhole("file", A);
  }

  @Test
  @Tag("D15")
  void close_thenWrite_isRefused() throws Exception {
    assertRefusedAfterClose(() -> put("new", A));
  }

  @Test
  @Tag("D15")
  void close_thenCreate_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.create(name("new")));
  }

  @Test
  @Tag("D15")
  void close_thenOpen_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.open(name("file")));
  }

  @Test
  @Tag("D15")
  void close_thenStat_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.stat(name("file")));
  }

  @Test
  @Tag("D15")
  void close_thenList_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.list("", ""));
  }

  @Test
  @Tag("D15")
  void close_thenDelete_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.delete(List.of(name("file"))));
  }

  @Test
  @Tag("D15")
  void close_thenDeleteOfNothing_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.delete(List.of()));
  }

  @Test
  @Tag("D15")
  void close_thenRename_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.rename(name("file"), name("new")));
  }

  @Test
  @Tag("D15")
  void close_thenAppend_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.append(name("wal/2")));
  }

  @Test
  @Tag("D15")
  void close_thenSeal_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.seal(name("wal/1")));
  }

  @Test
  @Tag("D15")
  void close_thenSettle_isRefused() throws Exception {
    assertRefusedAfterClose(() -> dir.settle(name("wal/1"), 0, 5));
  }

  @Test
  @Tag("D15")
  void close_again_doesNothing() throws Exception {
    put("file", A);
    Directory first = dir;
    first.close();
    first.close();
    dir = open();
    // A late close of the earlier object may not take anything from the one that is open now.
    first.close();
    put("file2", A);
    assertWhole("file", A);
    assertThat(names("")).containsExactly("file", "file2");
  }

  @Test
  @Tag("D17")
  void threads_withFilesOfTheirOwn_doNotDisturbEachOther() throws Exception {
    together(
        racer -> {
          String own = "t" + racer + "/";
          for (int i = 0; i < 6; i++) {
            byte[] content = bytes(200 + i, 31L * racer + i);
            put(own + "a", content);
            assertWhole(own + "a", content);
            dir.rename(name(own + "a"), name(own + "b"));
            assertWhole(own + "b", content);
            commit(own + "c", Condition.none(), content, content);
            assertThat(append(own + "wal/" + i, 50, 60)).hasSize(110);
            assertThat(dir.seal(name(own + "wal/" + i))).isEqualTo(110);
            assertThat(names(own)).hasSize(3 + i);
            dir.delete(List.of(name(own + "c")));
          }
        });
    List<String> expected = new ArrayList<>();
    for (int racer = 0; racer < RACERS; racer++) {
      expected.add("t" + racer + "/b");
      for (int i = 0; i < 6; i++) {
        expected.add("t" + racer + "/wal/" + i);
      }
      assertWhole("t" + racer + "/b", bytes(205, 31L * racer + 5));
    }
    assertThat(names("")).isEqualTo(expected);
  }

  @Test
  @Tag("D17")
  void threads_onTheSameFiles_seeOnlyWholeContents() throws Exception {
    put("file0", bytes(1_000, 0));
    together(
        racer -> {
          for (int i = 0; i < 12; i++) {
            String file = "file" + i % 3;
            String third = standsDeletesUnderReaders() ? "delete" : "put";
            String verb = List.of("put", "commit", third, "read").get((racer + i) % 4);
            byte[] content = bytes(1_000, racer);
            switch (verb) {
              case "put" -> put(file, content);
              case "commit" -> commit(file, Condition.none(), content);
              case "delete" -> dir.delete(List.of(name(file)));
              default -> {
                try {
                  assertOneOfTheContents(read(file));
                } catch (NotFoundException | TruncatedException e) {
                  assertThat(e.location().file()).isEqualTo(file);
                }
              }
            }
          }
        });
    for (String file : names("")) {
      assertThat(file).matches("file[012]");
      assertOneOfTheContents(read(file));
    }
    put("file0", A);
    assertWhole("file0", A);
  }

  private static void assertOneOfTheContents(byte[] found) {
    boolean one = false;
    for (int racer = 0; racer < RACERS; racer++) {
      one |= Arrays.equals(found, bytes(1_000, racer));
    }
    assertThat(one).as("content is one of those written, whole").isTrue();
  }

  @Test
  @Tag("D17")
  void threads_compareAndSet_loseNoUpdate() throws Exception {
    put("counter", new byte[] {0});
    if (refusesVersions("counter", dir.stat(name("counter")).orElseThrow().version())) {
      return;
    }
    together(
        racer -> {
          for (int done = 0; done < 4; ) {
            var current = dir.stat(name("counter")).orElseThrow().version();
            byte value;
            try (FileReader reader = dir.open(name("counter"))) {
              value = range(reader, 0, 1)[0];
            } catch (TruncatedException e) {
              continue;
            }
            try {
              dir.write(
                  name("counter"),
                  buffer(new byte[] {(byte) (value + 1)}),
                  Condition.matches(current));
              done++;
            } catch (ConditionNotMetException e) {
              assertThat(e.current()).isNotEmpty();
            }
          }
        });
    assertWhole("counter", new byte[] {4 * RACERS});
  }

  @Test
  @Tag("D19")
  void toString_namesThePlaceWithoutSecrets() throws Exception {
    String shown = dir.toString();
    assertThat(shown).isNotBlank().contains(":").doesNotContain(getClass().getName() + "@");
    assertThat(shown).doesNotMatch(".*@[0-9a-f]{5,8}");
    for (String secret : secrets()) {
      assertThat(shown).doesNotContain(secret);
    }
    put("file", A);
    assertThat(dir.toString()).isEqualTo(shown);
    reopen();
    assertThat(dir.toString()).isEqualTo(shown);
  }

  @Test
  @Tag("D19")
  void errors_nameFileAndDirectory_withoutSecrets() throws Exception {
    put("folder/taken", A);
    Map<String, ThrowingCallable> failing = new LinkedHashMap<>();
    failing.put("folder/open", () -> dir.open(name("folder/open")));
    failing.put("folder/rename", () -> dir.rename(name("folder/rename"), name("to")));
    failing.put(
        "folder/taken", () -> dir.write(name("folder/taken"), buffer(A), Condition.absent()));
    failing.put(
        "folder/sealed",
        () -> {
          try (Appender appender = dir.append(name("folder/sealed"))) {
            appender.write(buffer(A));
            sync(appender);
            dir.seal(name("folder/sealed"));
            appender.write(buffer(A));
            sync(appender);
          }
        });
    for (Map.Entry<String, ThrowingCallable> each : failing.entrySet()) {
      assertThatThrownBy(each.getValue())
          .isInstanceOfAny(
              NotFoundException.class, ConditionNotMetException.class, SupersededException.class)
          .isInstanceOfSatisfying(
              DurabilityException.class,
              e -> {
                assertThat(e.location().file()).isEqualTo(each.getKey());
                assertThat(e.location().directory()).isEqualTo(dir.toString());
                assertThat(e).hasMessageContaining(each.getKey());
                assertThat(e).hasMessageContaining(dir.toString());
                assertThat(secrets()).noneMatch(secret -> e.toString().contains(secret));
              });
    }
  }

  @Test
  @Tag("D20")
  void traits_areConstant() throws Exception {
    Traits traits = dir.traits();
    assertThat(traits).isNotNull();
    assertThat(dir.traits()).isEqualTo(traits);
    put("file", A);
    append("wal/1", 10);
    assertThat(dir.traits()).isEqualTo(traits);
    reopen();
    assertThat(dir.traits()).isEqualTo(traits);
  }
}
