package io.durability.objectstore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the writers of whole files of one directory share. */
final class UploadContext {

  private final Calls calls;
  private final Answers answers;
  private final ObjectStoreOptions options;
  private final Set<Upload> own = ConcurrentHashMap.newKeySet();

  UploadContext(Calls calls, Answers answers, ObjectStoreOptions options) {
    this.calls = calls;
    this.answers = answers;
    this.options = options;
  }

  Calls calls() {
    return calls;
  }

  Answers answers() {
    return answers;
  }

  int partsInFlight() {
    return options.partsInFlight();
  }

  /** Returns the size of all parts but the last, within what the store takes. */
  int partBytes() {
    ObjectStoreTraits traits = calls.store.traits();
    long most = Math.min(traits.partBytesMax(), traits.putBytesMax());
    return (int) Math.min(most, Math.max(traits.partBytesMin(), options.partBytes()));
  }

  void begun(Upload upload) {
    own.add(upload);
  }

  void ended(Upload upload) {
    own.remove(upload);
  }

  /** Tells whether an upload is one that a writer of this directory is at. */
  boolean isOwn(Upload upload) {
    return own.contains(upload);
  }
}
