package io.durability.storage;

/**
 * What a directory tells of a file without reading it.
 *
 * @param name its name
 * @param size its length in bytes; of an append file that is open or was not closed cleanly, an
 *     upper bound
 * @param version its version; of an append file without meaning
 */
public record FileInfo(FileName name, long size, Version version) {}
