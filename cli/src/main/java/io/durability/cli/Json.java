package io.durability.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.errors.Location;

/**
 * JSON as docs/CLI.md describes it. Names and meanings stay; new ones may be added. What is not
 * known has no field.
 */
final class Json {

  /** Names the meaning of all fields; changed only with a change that would break a reader. */
  static final String SCHEMA = "durability/1";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Begins the document of a command. */
  static ObjectNode document(String command, Object directory) {
    return object()
        .put("schema", SCHEMA)
        .put("command", command)
        .put("directory", directory.toString());
  }

  /** Returns an object in one line. */
  static String line(ObjectNode object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always written", e);
    }
  }

  /** Returns an object in lines, for people as well. */
  static String pretty(ObjectNode object) {
    return object.toPrettyString().replace("\r\n", "\n");
  }

  /** Adds an id, offset or number, unless it is not known. */
  static void put(ObjectNode object, String name, long number) {
    if (number >= 0) {
      object.put(name, number);
    }
  }

  /** Adds the known parts of a place. */
  static void put(ObjectNode object, Location location) {
    object.put("directory", location.directory());
    if (location.file() != null) {
      object.put("file", location.file());
    }
    put(object, "offset", location.offset());
    put(object, "entry", location.entryId());
  }
}
