/**
 * The log of a segment index, such as a search index: which segments of documents are live, which
 * of their documents are deleted, and which merges are under way.
 *
 * <p>A {@link io.durability.segments.SegmentIndex} is the whole of it in one object; a {@link
 * io.durability.segments.SegmentEntry} is what it logs, a {@link
 * io.durability.segments.SegmentState} what the entries lead to. The segments' contents are the
 * application's: it makes them durable before it appends the entry that names them, and deletes
 * them after the entry that drops them is durable.
 *
 * <p>A segment here is one of the application's index, not one of the files of the log.
 */
@NullMarked
package io.durability.segments;

import org.jspecify.annotations.NullMarked;
