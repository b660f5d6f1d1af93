package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A store of named files with few verbs, each of which says what holds when it returns. A log needs
 * nothing else of a store, and a backend that keeps to this text passes the contract tests of the
 * testkit.
 *
 * <p>For every verb: when it throws a {@link DurabilityException} other than one that the verb
 * names, its effect may or may not have taken place, whole, unless the text says otherwise; after a
 * crash midway the same is true. An I/O error is never reported as absence. Arguments are checked
 * before anything is touched. After {@link #close} every verb throws {@link IllegalStateException}.
 *
 * <p>Threads: every verb may be called from any thread at any time. Interrupting a thread inside a
 * verb damages nothing; the verb finishes and leaves the interrupt status set.
 *
 * <p>{@link Object#toString} names scheme and place, and shows no credentials.
 */
public interface Directory extends AutoCloseable {

  /**
   * Writes a whole file of which the content is in memory. On return the whole content is there
   * under the name, durably; a crash midway leaves the earlier file or the new one, never a part or
   * a mixture.
   *
   * @param content the bytes from position to limit; the position is not changed
   * @return the version written
   * @throws io.durability.errors.ConditionNotMetException if the condition does not hold; nothing
   *     changed
   */
  Version write(FileName name, ByteBuffer content, Condition condition) throws DurabilityException;

  /**
   * Starts a whole file of any size. Nothing is visible under the name until {@link
   * FileWriter#commit}; a writer that is closed without it leaves nothing, and what a crash leaves
   * behind is invisible and is swept by a later mutating use of the directory.
   */
  FileWriter create(FileName name) throws DurabilityException;

  /**
   * Opens a file for reading. A whole file is read in the version it has now, even if it is
   * replaced or deleted meanwhile (or the read fails with {@code TruncatedException}). Of an append
   * file, every byte that was durable by now is readable; bytes behind those may or may not be. If
   * it is deleted meanwhile, a read may fail so, too; and if it is deleted through another
   * directory object, in this process or another, its bytes are undefined.
   *
   * @throws io.durability.errors.NotFoundException if there is no such file
   */
  FileReader open(FileName name) throws DurabilityException;

  /** Returns what is known of a file, or empty if, and only if, there is no such file. */
  Optional<FileInfo> stat(FileName name) throws DurabilityException;

  /**
   * Returns all files whose names begin with {@code prefix} and come after {@code after}, sorted by
   * name. The listing is complete: a file that was there throughout the call is in it, one that was
   * absent throughout is not.
   *
   * @param prefix the beginning of a name, or empty for all
   * @param after only names greater than this are returned; empty for all
   * @throws IllegalArgumentException if no valid name begins with the prefix
   */
  List<FileInfo> list(String prefix, String after) throws DurabilityException;

  /** Returns all files whose names begin with {@code prefix}, sorted by name. */
  default List<FileInfo> list(String prefix) throws DurabilityException {
    return list(prefix, "");
  }

  /**
   * Begins a listing as {@link #list(String)} returns it, complete as of a moment between this call
   * and the return of {@link Pending#await}. A directory for which nothing is gained by beginning,
   * as this default, lists when it is awaited.
   */
  default Pending<List<FileInfo>> beginList(String prefix) {
    return () -> list(prefix);
  }

  /**
   * Begins to open a file as {@link #open} does: the reader shows the file as of a moment between
   * this call and the return of {@link Pending#await}. A directory for which nothing is gained by
   * beginning, as this default, opens the file when it is awaited.
   */
  default Pending<FileReader> beginOpen(FileName name) {
    return () -> open(name);
  }

  /**
   * Deletes any number of files. On return all of them are gone, durably; one that was absent
   * counts as deleted. If it throws, or after a crash midway, any subset of them is gone.
   *
   * <p>An appender of a file that is deleted, renamed or replaced is superseded. The name of a
   * deleted append file must never be used again.
   */
  void delete(Collection<FileName> names) throws DurabilityException;

  /**
   * Gives a whole file another name, replacing what has that name. On return, durably, the file has
   * the new name and the old name is absent; {@link Traits#rename} says what a crash midway leaves.
   * A rename to the same name changes nothing.
   *
   * @throws io.durability.errors.NotFoundException if there is no file {@code from}
   */
  void rename(FileName from, FileName to) throws DurabilityException;

  /**
   * Creates an append file and returns the means to write it. The file comes to exist now or at its
   * first sync. If the name is taken, by whatever kind of file, either this call or the first sync
   * fails with {@code ConditionNotMetException}, and the existing file is not changed.
   *
   * @throws io.durability.errors.ConditionNotMetException if the name is taken
   */
  Appender append(FileName name) throws DurabilityException;

  /**
   * Ends the right of any earlier writer of an append file, in this process or another, to write
   * it. After return an earlier appender can complete only syncs at or below the returned length,
   * however long it sleeps; every acknowledged byte lies below that length. After a crash of the
   * writer the length is an upper bound: what lies between the acknowledged bytes and it is
   * undefined, and the reader's format must tell. Idempotent. Sealing a name that is absent
   * prevents its creation by an appender that was opened before, and returns 0.
   */
  long seal(FileName name) throws DurabilityException;

  /**
   * Makes what a reader now sees of a sealed append file durable, and voids the rest: on return the
   * bytes from {@code from} to {@code end} are durable as they are read now, and nothing is read at
   * or behind {@code end}, or zero bytes only, whatever crash follows. Bytes below {@code from} are
   * known to be durable already. After a crash midway the bytes below {@code end} read as before.
   *
   * <p>This closes a gap of file systems, where bytes that a reader sees may be in the page cache
   * only, and a repeated sync after a failed one does nothing. A store on which all readable bytes
   * are durable needs to do nothing for the bytes below {@code end}.
   *
   * @param from where bytes not known to be durable begin, 0 to {@code end}
   * @param end the end of the valid content, at most the sealed length
   * @throws IllegalStateException if the file was not sealed by this directory
   */
  void settle(FileName name, long from, long end) throws DurabilityException;

  /** Returns what this directory can do. The same value always; no I/O. */
  Traits traits();

  /**
   * Adds a listener to what this directory does beyond the verbs: asking a store again. One that
   * has nothing of the kind to tell, as this default, lets it be.
   */
  default void addListener(DirectoryListener listener) {}

  /** Removes a listener that was added once; one that is not there is left out. */
  default void removeListener(DirectoryListener listener) {}

  /**
   * Gives back what the directory holds: locks, handles, threads. Appenders and readers of it may
   * no longer be used. Idempotent. What was durable stays so; nothing else is promised.
   */
  @Override
  void close() throws DurabilityException;
}
