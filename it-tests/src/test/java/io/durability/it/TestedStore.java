package io.durability.it;

import io.durability.objectstore.ObjectStore;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A store that runs, as tests use it; the same for every kind of store. */
interface TestedStore extends AutoCloseable {

  /** Returns its name, as {@code DURABILITY_IT_REQUIRE} has it. */
  String name();

  /** Opens the adapter at a prefix; whoever wants an empty place takes a new prefix. */
  ObjectStore open(String prefix);

  /** Returns the URI of a prefix, as users write it. */
  URI uri(String prefix);

  /** Returns the options that go with the URI; secrets among them. */
  Map<String, String> options();

  /** Returns texts that must never be seen. */
  List<String> secrets();

  /** Returns where it listens for plain HTTP. */
  InetSocketAddress address();

  /** Returns the same store, reached through a proxy on this machine. */
  TestedStore through(InetSocketAddress proxy);

  /** Returns rung and version. */
  @Override
  String toString();

  @Override
  void close();
}
