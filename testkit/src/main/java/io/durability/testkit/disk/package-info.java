/**
 * A disk that loses power: a model of files, folders and sectors, of what a force makes durable,
 * and of every state that a power loss may leave.
 */
@org.jspecify.annotations.NullMarked
package io.durability.testkit.disk;
