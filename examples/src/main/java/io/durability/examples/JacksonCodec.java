package io.durability.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.durability.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Entries as JSON, by Jackson: readable in a dump, and tolerant of fields that come and go, for
 * several times the bytes of a binary codec. To use it, copy it; the library depends on no JSON.
 *
 * @param <T> the type of an entry
 */
public final class JacksonCodec<T> implements Codec<T> {

  private final Class<T> type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  /**
   * Returns the codec of a type.
   *
   * @param mapper says how the type is written and read; later changes to it have no effect
   */
  public JacksonCodec(ObjectMapper mapper, Class<T> type) {
    this.type = type;
    this.writer = mapper.writerFor(type);
    // Bytes behind the value mean that they are not what this codec wrote.
    this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  @Override
  public ByteBuffer encode(T entry) throws JsonProcessingException {
    return ByteBuffer.wrap(writer.writeValueAsBytes(entry));
  }

  @Override
  public T decode(ByteBuffer payload) throws IOException {
    byte[] json = new byte[payload.remaining()];
    payload.get(json);
    T entry = reader.readValue(json);
    if (entry == null) {
      throw new IOException("not an entry [expected=" + type.getName() + ", found=null]");
    }
    return entry;
  }
}
