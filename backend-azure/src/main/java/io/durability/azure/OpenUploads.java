package io.durability.azure;

import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.Upload;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that were begun here. Azure knows none: it keeps blocks by the name of the blob and their
 * own ids, until some are committed or a week has passed. So an upload is what the ids of its
 * blocks begin with, and is dropped by forgetting it.
 *
 * <p>Threads: any.
 */
final class OpenUploads {

  private static final int ID_BYTES = 16;

  /** Bytes of the operating system: a cloned process must not use another's ids. */
  private final SecureRandom entropy = new SecureRandom();

  private final Map<Upload, Map<String, String>> metadata = new ConcurrentHashMap<>();

  Upload begin(String key, Map<String, String> kept) {
    byte[] id = new byte[ID_BYTES];
    entropy.nextBytes(id);
    Upload upload = new Upload(key, HexFormat.of().formatHex(id));
    metadata.put(upload, Map.copyOf(kept));
    return upload;
  }

  /** Returns the metadata that the blob is to have. */
  Map<String, String> metadata(Upload upload) throws ObjectStoreException {
    @Nullable Map<String, String> kept = metadata.get(upload);
    if (kept == null) {
      throw new ObjectStoreException(Kind.NOT_FOUND, "no upload " + upload.id(), null);
    }
    return kept;
  }

  void end(Upload upload) {
    metadata.remove(upload);
  }

  /** Returns the id of a block; those of one blob must be of one length. */
  static String blockId(Upload upload, int number) {
    String id = upload.id() + String.format(Locale.ROOT, "-%06d", number);
    return Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
  }
}
