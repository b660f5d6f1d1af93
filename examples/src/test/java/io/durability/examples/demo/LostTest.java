package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.examples.ledger.Origin;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LostTest {

  @Test
  void of_nothing_isNone() {
    assertThat(Lost.of(List.of())).isEqualTo(Lost.NONE);
  }

  @Test
  void of_many_namesRangesAndTheFirstFew() {
    Lost lost = Lost.of(promises(LongStream.of(3, 5, 6, 7, 9, 10, 11)));
    assertThat(lost.count()).isEqualTo(7);
    assertThat(lost.ids()).isEqualTo("3, 5 to 7, 9 to 11");
    assertThat(lost.examples()).hasSize(5).startsWith("3 (transfer 1/0/3)");
  }

  @Test
  void of_veryMany_staysReadable() {
    Lost lost = Lost.of(promises(LongStream.range(0, 1000).map(i -> i * 2)));
    assertThat(lost.count()).isEqualTo(1000);
    assertThat(lost.ids()).isEqualTo("0, 2, 4, 6, 8, 10, 12, 14, ...");
  }

  private static List<Promise> promises(LongStream ids) {
    return ids.mapToObj(id -> new Promise(id, new Origin(1, 0), id)).toList();
  }
}
