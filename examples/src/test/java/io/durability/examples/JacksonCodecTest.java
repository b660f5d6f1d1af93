package io.durability.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.durability.Codec;
import io.durability.Log;
import io.durability.LogReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JacksonCodecTest {

  private record Order(String item, int count, List<String> tags) {}

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Codec<Order> codec = new JacksonCodec<>(MAPPER, Order.class);

  private Order decode(String json) throws IOException {
    return codec.decode(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
  }

  @Test
  void entries_comeBackFromALog() throws Exception {
    MemoryDirectory directory = new MemoryDirectory();
    Order order = new Order("tea", 3, List.of("green", "loose"));
    try (Log<Order> log = Log.open(directory, codec)) {
      log.append(order);
    }
    try (LogReader<Order> reader = LogReader.open(directory, codec, 1)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.entry()).isEqualTo(order);
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void fields_mayComeAndGo() throws Exception {
    assertThat(decode("{\"item\":\"tea\",\"colour\":\"green\"}"))
        .isEqualTo(new Order("tea", 0, null));
  }

  @Test
  void otherBytes_areRefused() {
    for (String json : List.of("", "{", "[]", "null", "{} {}", "{\"count\":\"many\"}")) {
      assertThatThrownBy(() -> decode(json)).as(json).isInstanceOf(IOException.class);
    }
  }
}
