package io.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in a module that does not export them: with and without opening them to the library. */
final class RecordModuleTest {

  private static final String MAIN =
      """
      package shop;

      import io.durability.Codec;
      import io.durability.Codecs;

      public final class Main {
        record Order(String item, int count) {}

        public static String run() throws Exception {
          Codec<Order> codec = Codecs.records(Order.class);
          return codec.decode(codec.encode(new Order("tea", 3))).toString();
        }
      }
      """;

  @TempDir Path folder;

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Compiles the shop with core on the module path, and runs it in a layer of its own. */
  private Object run(String opens) throws Exception {
    Path core = place(Codecs.class);
    String path = core + File.pathSeparator + place(NullMarked.class);
    Path classes = folder.resolve("classes");
    // The class is called from outside; the record stays hidden.
    String module = "module shop { requires io.durability.core; " + opens + " }";
    Path main = Files.writeString(folder.resolve("Main.java"), MAIN);
    Path info = Files.writeString(folder.resolve("module-info.java"), module);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-p",
                path,
                "-d",
                classes.toString(),
                main.toString(),
                info.toString());
    assertThat(failed).isZero();
    Configuration modules =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(core, classes), ModuleFinder.of(), Set.of("shop"));
    ModuleLayer.Controller layer =
        ModuleLayer.defineModulesWithOneLoader(
            modules, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader());
    layer.addExports(
        layer.layer().findModule("shop").orElseThrow(), "shop", getClass().getModule());
    Class<?> loaded = layer.layer().findLoader("shop").loadClass("shop.Main");
    return loaded.getMethod("run").invoke(null);
  }

  @Test
  void openedToTheLibrary_isWrittenAndRead() throws Exception {
    assertThat(run("opens shop to io.durability.core;")).isEqualTo("Order[item=tea, count=3]");
  }

  @Test
  void notOpened_isRefused_sayingWhatToAdd() {
    assertThatThrownBy(() -> run(""))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("opens shop to io.durability.core;")
        .hasMessageContaining("in module shop");
  }
}
