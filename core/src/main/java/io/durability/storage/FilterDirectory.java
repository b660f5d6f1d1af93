package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A directory that passes every verb on to another. Subclasses change some of them: to count, to
 * delay, to fail, to add a prefix.
 */
public abstract class FilterDirectory implements Directory {

  /** The directory that does the work. */
  protected final Directory in;

  /** Wraps a directory, which {@link #close} closes. */
  protected FilterDirectory(Directory in) {
    this.in = Objects.requireNonNull(in, "in");
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    return in.write(name, content, condition);
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    return in.create(name);
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    return in.open(name);
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return in.stat(name);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    return in.list(prefix, after);
  }

  // beginList and beginOpen are not passed on: as they are, they come through list and open here,
  // which a subclass may have changed.

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    in.delete(names);
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    in.rename(from, to);
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return in.append(name);
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return in.seal(name);
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    in.settle(name, from, end);
  }

  @Override
  public Traits traits() {
    return in.traits();
  }

  @Override
  public void addListener(DirectoryListener listener) {
    in.addListener(listener);
  }

  @Override
  public void removeListener(DirectoryListener listener) {
    in.removeListener(listener);
  }

  @Override
  public void close() throws DurabilityException {
    in.close();
  }

  @Override
  public String toString() {
    return in.toString();
  }
}
