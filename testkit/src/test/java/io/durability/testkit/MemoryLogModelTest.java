package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A log in memory agrees with its model. */
final class MemoryLogModelTest extends LogModelTest {

  private static final String PLACE = "log-model";
  private static final Path FIGURE = Path.of("target", "figures", "log-model.txt");

  @Override
  protected void prepare() {
    MemoryDirectory.drop(PLACE);
  }

  @Override
  protected Directory open() {
    return MemoryDirectory.named(PLACE);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(PLACE);
  }

  @Override
  protected void ran(int sequences, int steps) throws IOException {
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(
        FIGURE,
        String.format(
            Locale.ROOT,
            "log-model: %,d random lives of a log, %d steps each, agree with the model%n",
            sequences,
            steps));
  }
}
