package io.durability.azure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values kept with a blob. They travel as headers, in whose names case means nothing. */
final class Metadata {

  /** With this name Azure marks what is a folder, in accounts that have folders. */
  private static final String IS_FOLDER = "hdi_isfolder";

  private Metadata() {}

  static Map<String, String> read(@Nullable Map<String, String> told) {
    Map<String, String> metadata = new HashMap<>();
    if (told != null) {
      told.forEach((name, value) -> metadata.put(name.toLowerCase(Locale.ROOT), value));
    }
    return metadata;
  }

  /** Tells whether it is that of a folder, which is told as if it were an empty blob. */
  static boolean isOfFolder(@Nullable Map<String, String> told) {
    return "true".equals(read(told).get(IS_FOLDER));
  }
}
