package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Fence;
import io.durability.storage.FileName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * Deletes files: whole ones, and all objects of append files but their fences. An append file that
 * has no fence gets one first, so that a writer that sleeps through the deletion cannot go on.
 */
final class Deleter {

  /** Up to so many names are looked up one by one; more of them by what their names share. */
  private static final int SINGLE_LOOKUPS_MAX = 16;

  private static final int REQUESTS_MAX = 32;

  private final Calls calls;
  private final Answers answers;
  private final Fencer fencer;
  private final Location location;

  Deleter(Calls calls, Answers answers, Fencer fencer, Location location) {
    this.calls = calls;
    this.answers = answers;
    this.fencer = fencer;
    this.location = location;
  }

  void delete(Set<FileName> names) throws DurabilityException {
    Set<String> wanted = new HashSet<>();
    names.forEach(name -> wanted.add(name.value()));
    List<CompletableFuture<List<ObjectInfo>>> wholes = new ArrayList<>();
    List<CompletableFuture<List<ObjectInfo>>> chunks = new ArrayList<>();
    for (SortedSet<String> group : byFolder(wanted).values()) {
      if (group.size() <= SINGLE_LOOKUPS_MAX) {
        for (String name : group) {
          wholes.add(calls.list(Keys.whole(FileName.of(name)), ""));
          chunks.add(calls.list(Keys.folder(FileName.of(name)), ""));
        }
      } else {
        String shared = sharedPrefix(group.first(), group.last());
        wholes.add(calls.list(Keys.WHOLE_ROOT + shared, ""));
        // Not the fences of what was deleted before: they stay for ever.
        chunks.add(calls.list(Keys.APPEND_ROOT + shared, Keys.APPEND_ROOT + group.first()));
      }
    }
    Set<String> keys = new LinkedHashSet<>();
    for (CompletableFuture<List<ObjectInfo>> listing : wholes) {
      for (ObjectInfo object : answers.await(listing, location)) {
        if (wanted.contains(object.key().substring(Keys.WHOLE_ROOT.length()))) {
          keys.add(object.key());
        }
      }
    }
    List<ObjectInfo> appended = new ArrayList<>();
    for (CompletableFuture<List<ObjectInfo>> listing : chunks) {
      for (ObjectInfo object : answers.await(listing, location)) {
        int slash = object.key().lastIndexOf('/');
        if (slash > Keys.APPEND_ROOT.length()
            && wanted.contains(object.key().substring(Keys.APPEND_ROOT.length(), slash))) {
          appended.add(object);
        }
      }
    }
    deleteAppended(appended, keys);
  }

  /** Deletes what a name has of an append file. */
  void deleteAppended(FileName name) throws DurabilityException {
    deleteAppended(answers.await(calls.list(Keys.folder(name), ""), location), Set.of());
  }

  private void deleteAppended(List<ObjectInfo> appended, Set<String> more)
      throws DurabilityException {
    // Listings overlap, and a store may answer for each key only once.
    Set<String> keys = new LinkedHashSet<>(more);
    keys.addAll(fence(AppendListing.of(appended)));
    for (ObjectInfo object : appended) {
      if (!isFence(object)) {
        keys.add(object.key());
      }
    }
    deleteKeys(List.copyOf(keys));
  }

  private static boolean isFence(ObjectInfo object) {
    // End marks are smaller still, and go.
    return object.size() == Fence.BYTES;
  }

  /** Fences files that are open; returns the chunks that landed where a fence was to be. */
  private List<String> fence(SortedMap<String, ChunkRun> runs) throws DurabilityException {
    List<String> landed = new ArrayList<>();
    List<CompletableFuture<List<String>>> under = new ArrayList<>();
    for (Map.Entry<String, ChunkRun> file : runs.entrySet()) {
      ChunkRun run = file.getValue();
      if (run.sizes().isEmpty() || run.endsInFence()) {
        continue;
      }
      if (under.size() >= REQUESTS_MAX) {
        landed.addAll(answers.await(under.remove(0), location));
      }
      FileName name = FileName.of(file.getKey());
      under.add(
          fencer
              .fence(name, run.end())
              .thenApply(
                  fence ->
                      LongStream.range(run.end(), fence)
                          .mapToObj(index -> Keys.chunk(name, index))
                          .toList()));
    }
    for (CompletableFuture<List<String>> each : under) {
      landed.addAll(answers.await(each, location));
    }
    return landed;
  }

  private void deleteKeys(List<String> keys) throws DurabilityException {
    int batch = calls.store.traits().deleteKeysMax();
    List<CompletableFuture<Void>> under = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += batch) {
      if (under.size() >= REQUESTS_MAX) {
        answers.await(under.remove(0), location);
      }
      under.add(calls.delete(List.copyOf(keys.subList(from, Math.min(keys.size(), from + batch)))));
    }
    for (CompletableFuture<Void> each : under) {
      answers.await(each, location);
    }
  }

  private static Map<String, SortedSet<String>> byFolder(Set<String> names) {
    Map<String, SortedSet<String>> folders = new HashMap<>();
    for (String name : names) {
      String folder = name.substring(0, name.lastIndexOf('/') + 1);
      folders.computeIfAbsent(folder, unused -> new TreeSet<>()).add(name);
    }
    return folders;
  }

  /** Returns how the first and the last of sorted names begin, and so all of them. */
  private static String sharedPrefix(String first, String last) {
    int end = 0;
    while (end < Math.min(first.length(), last.length()) && first.charAt(end) == last.charAt(end)) {
      end++;
    }
    return first.substring(0, end);
  }
}
