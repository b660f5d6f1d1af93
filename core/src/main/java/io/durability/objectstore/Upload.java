package io.durability.objectstore;

/**
 * An object that is being sent in parts.
 *
 * @param key the key it is to have
 * @param id the store's name for the upload
 */
public record Upload(String key, String id) {}
