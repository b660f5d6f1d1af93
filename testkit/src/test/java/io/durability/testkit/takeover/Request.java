package io.durability.testkit.takeover;

import org.jspecify.annotations.Nullable;

/** A request on its way: it takes effect at a time of its own, and is answered at another. */
final class Request {

  /** What is asked for. */
  enum Kind {
    PUT,
    OVERWRITE,
    DELETE,
    SAVE,
    UNSAVE,
    ADVANCE
  }

  /** What its sender knows of it. */
  enum Answer {
    NONE,
    CREATED,
    EXISTS,
    UNKNOWN
  }

  final Kind kind;
  final ModelWriter from;
  final int segment;
  final int index;
  final @Nullable Item item;
  boolean landed;
  boolean created;
  boolean awaited;

  private Request(
      Kind kind, ModelWriter from, int segment, int index, @Nullable Item item, boolean awaited) {
    this.kind = kind;
    this.from = from;
    this.segment = segment;
    this.index = index;
    this.item = item;
    this.awaited = awaited;
  }

  static Request put(ModelWriter from, boolean ifAbsent, int segment, int index, Item item) {
    return new Request(ifAbsent ? Kind.PUT : Kind.OVERWRITE, from, segment, index, item, true);
  }

  static Request delete(ModelWriter from, int segment, int index) {
    return new Request(Kind.DELETE, from, segment, index, null, false);
  }

  static Request save(ModelWriter from, int name) {
    return new Request(Kind.SAVE, from, name, 0, null, true);
  }

  static Request unsave(ModelWriter from, int name) {
    return new Request(Kind.UNSAVE, from, name, 0, null, false);
  }

  static Request advance(ModelWriter from, int frontier) {
    return new Request(Kind.ADVANCE, from, frontier, 0, null, true);
  }

  @Override
  public String toString() {
    return kind + " " + segment + "/" + index;
  }
}
