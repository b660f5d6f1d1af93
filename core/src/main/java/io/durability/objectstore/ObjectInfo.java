package io.durability.objectstore;

import java.util.Map;

/**
 * What a store tells of an object without its content.
 *
 * @param key its key
 * @param size its length in bytes
 * @param version an opaque text that changes when the content changes; two equal contents may have
 *     the same one (an ETag)
 * @param metadata as it was written; empty where it comes from a listing
 */
public record ObjectInfo(String key, long size, String version, Map<String, String> metadata) {

  /** Copies the metadata. */
  public ObjectInfo {
    metadata = Map.copyOf(metadata);
  }
}
