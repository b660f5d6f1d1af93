package io.durability.storage;

/** The worst event that durable data outlives, from weakest to strongest. */
public enum Survives {
  /** Closing and reopening within one JVM, nothing more. */
  CLOSE,
  /** The end of the process, however sudden; not a power loss. */
  PROCESS,
  /** Power loss or crash of the machine, if its disk keeps what it confirmed. */
  MACHINE,
  /** Loss of a data centre. */
  ZONE,
  /** Loss of a region. */
  REGION
}
