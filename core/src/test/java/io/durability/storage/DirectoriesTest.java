package io.durability.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnsupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A URI finds its provider, or the message says which there are; and never a secret. */
final class DirectoriesTest {

  private static final Logger LOG = Logger.getLogger(Directories.class.getName());

  @TempDir Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void catchLog() {
    LOG.setUseParentHandlers(false);
    LOG.addHandler(handler);
  }

  @AfterEach
  void restore() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
    Thread.currentThread().setContextClassLoader(before);
    MemoryDirectory.drop("orders");
  }

  @Test
  void open_memory_isTheDirectoryOfThatName() throws Exception {
    try (Directory one = Directories.open(URI.create("memory:orders"));
        Directory other = Directories.open(URI.create("memory:orders"), Map.of())) {
      one.write(FileName.of("a"), ByteBuffer.allocate(3), Condition.absent());
      assertThat(other.stat(FileName.of("a")).map(FileInfo::size)).contains(3L);
      assertThat(one).hasToString("memory:orders");
    }
    assertThat(logged).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MEMORY:orders", "Memory:orders"})
  void open_schemeInUpperCase_isTheSame(String uri) throws Exception {
    try (Directory directory = Directories.open(URI.create(uri))) {
      assertThat(directory).hasToString("memory:orders");
    }
  }

  @Test
  void open_noContextClassLoader_findsOurs() throws Exception {
    Thread.currentThread().setContextClassLoader(null);
    try (Directory directory = Directories.open(URI.create("memory:orders"))) {
      assertThat(directory).hasToString("memory:orders");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data/orders", "orders", "//host/orders"})
  void open_noScheme_isRefused(String uri) {
    assertThatThrownBy(() -> Directories.open(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a directory URI needs a scheme [expected=scheme:place, such as file:///data/orders"
                + " or memory:name, found="
                + uri
                + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "file:///data, file, durability-fs",
    "rocksdb:///data, rocksdb, durability-rocksdb",
    "s3://bucket/log, s3, durability-s3",
    "S3://bucket/log, s3, durability-s3",
    "azblob://account/container, azblob, durability-azure",
    "nfs://host/log, nfs, the artifact that serves it"
  })
  void open_schemeUnknown_namesSchemesAndArtifact(String uri, String scheme, String artifact) {
    assertThatThrownBy(() -> Directories.open(URI.create(uri)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessage(
            "no provider for this scheme; add "
                + artifact
                + " to the class path, and where jars are merged into one, merge their"
                + " META-INF/services, expected=one of [memory], found="
                + scheme
                + " [directory="
                + uri
                + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://KEY:SECRET@bucket/log, s3:***@bucket/log",
    "s3://KEY@bucket/log, s3:***@bucket/log",
    "s3://bucket/log?token=SECRET, s3://bucket/log",
    "s3://bucket/log#SECRET, s3://bucket/log",
    "s3://KEY:SECRET@bucket/log?token=SECRET#SECRET, s3:***@bucket/log",
    // java.net.URI knows no user info in these: no valid host, a slash in the secret, no slashes.
    "s3://KEY:SECRET@my_bucket/log, s3:***@my_bucket/log",
    "s3://KEY:SEC/RET@bucket/log, s3:***@bucket/log",
    "s3:KEY:SECRET@bucket/log?token=SECRET, s3:***@bucket/log",
    "s3:KEY:SECRET@bucket#SECRET, s3:***@bucket",
    "s3://KEY:SEC?RET@bucket/log, s3:***",
    "s3://bucket?user=KEY@SECRET, s3:***",
    "s3://KEY:SEC@RET@bucket/log, s3:***@bucket/log",
    "s3:log?SECRET, s3:log"
  })
  void open_secretInTheUri_isNotShown(String uri, String shown) {
    assertThatThrownBy(() -> Directories.open(URI.create(uri)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageEndingWith("found=s3 [directory=" + shown + "]")
        .hasMessageNotContainingAny("SEC", "RET@", "KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "//KEY:SECRET@host/log, ***@host/log",
    "//host/log?token=SECRET, //host/log",
    "log#SECRET, log"
  })
  void open_secretInAUriWithoutScheme_isNotShown(String uri, String shown) {
    assertThatThrownBy(() -> Directories.open(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found=" + shown + "]")
        .hasMessageNotContainingAny("SECRET", "KEY");
  }

  @Test
  void openMemory_options_areRefusedByName() {
    assertThatThrownBy(
            () -> Directories.open(URI.create("memory:orders"), Map.of("fsync", "SECRET")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option unknown [expected=none, found=[fsync]]");
  }

  @ParameterizedTest
  @CsvSource({
    "memory:/orders, memory:/orders",
    "memory:///orders, memory:///orders",
    "memory:orders#part, memory:orders",
    "memory:orders?token=SECRET, memory:orders",
    "memory:user:SECRET@orders, memory:***@orders",
    "memory://user:SECRET@orders, memory:***@orders"
  })
  void openMemory_malformed_isRefused(String uri, String shown) {
    assertThatThrownBy(() -> Directories.open(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "memory URI malformed [expected=memory:name with letters, digits, '.', '_' and '-',"
                + " found="
                + shown
                + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.example.Missing",
        "io.example.Garbage",
        "io.durability.storage.DirectoriesTest$NotAProvider",
        "io.durability.storage.DirectoriesTest$FailsToStart",
        "io.durability.storage.DirectoriesTest$FailsToLoad",
        "this is no class name"
      })
  void open_brokenProviderAmongOthers_hindersNoneAndIsLogged(String broken) throws Exception {
    Files.createDirectories(folder.resolve("io/example"));
    Files.write(folder.resolve("io/example/Garbage.class"), new byte[] {1, 2, 3});
    try (URLClassLoader loader = providers(broken, Other.class.getName())) {
      Thread.currentThread().setContextClassLoader(loader);
      try (Directory directory = Directories.open(URI.create("memory:orders"))) {
        assertThat(directory).hasToString("memory:orders");
      }
      if (!broken.contains(" ")) {
        // Of a file that is malformed no line is taken; else the ones behind the broken one are.
        assertThat(Directories.open(URI.create("other:x"))).hasToString("memory:other");
      }
    }
    assertThat(logged)
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.getMessage()).isEqualTo("directory provider cannot be loaded");
              assertThat(entry.getThrown()).isInstanceOf(Error.class);
            });
  }

  @Test
  void open_schemeUnknownWithMoreProviders_listsAllSorted() throws Exception {
    try (URLClassLoader loader = providers(Other.class.getName())) {
      Thread.currentThread().setContextClassLoader(loader);
      assertThatThrownBy(() -> Directories.open(URI.create("s3://bucket")))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("expected=one of [memory, other], found=s3");
    }
  }

  @Test
  void open_sameProviderFromBothLoaders_isOne() throws Exception {
    try (URLClassLoader loader = providers(MemoryDirectoryProvider.class.getName())) {
      Thread.currentThread().setContextClassLoader(loader);
      try (Directory directory = Directories.open(URI.create("memory:orders"))) {
        assertThat(directory).hasToString("memory:orders");
      }
    }
  }

  @Test
  void open_twoProvidersOfOneScheme_namesBothAndWhereFrom() throws Exception {
    try (URLClassLoader loader = providers(SecondMemory.class.getName())) {
      Thread.currentThread().setContextClassLoader(loader);
      assertThatThrownBy(() -> Directories.open(URI.create("memory:KEY@orders?SECRET")))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageStartingWith(
              "several providers for scheme memory; leave one on the class path, found=[")
          .hasMessageContaining(origin(MemoryDirectoryProvider.class))
          .hasMessageContaining(origin(SecondMemory.class))
          .hasMessageEndingWith("[directory=memory:***@orders]");
    }
  }

  @Test
  void open_providerOfUnknownOrigin_isNamedAllTheSame() throws Exception {
    assertOriginUnknown(null);
    assertOriginUnknown(new ProtectionDomain(null, null));
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void open_classLoaderThatAlwaysFails_isGivenUp() throws Exception {
    ClassLoader failing =
        new ClassLoader(before) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("jar is gone");
          }
        };
    Thread.currentThread().setContextClassLoader(failing);
    try (Directory directory = Directories.open(URI.create("memory:orders"))) {
      assertThat(directory).hasToString("memory:orders");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertThat(logged).hasSizeBetween(1, 100);
  }

  /** A provider of another scheme. */
  public static final class Other implements DirectoryProvider {
    @Override
    public String scheme() {
      return "other";
    }

    @Override
    public Directory open(URI uri, Map<String, String> options) {
      return MemoryDirectory.named("other");
    }
  }

  /** A provider of a scheme that is taken. */
  public static final class SecondMemory implements DirectoryProvider {
    @Override
    public String scheme() {
      return "memory";
    }

    @Override
    public Directory open(URI uri, Map<String, String> options) {
      throw new AssertionError("either of two");
    }
  }

  /** A class that is there, but no provider. */
  public static final class NotAProvider {}

  /** A provider of which the constructor fails. */
  public static final class FailsToStart implements DirectoryProvider {
    public FailsToStart() {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public String scheme() {
      return "fails";
    }

    @Override
    public Directory open(URI uri, Map<String, String> options) {
      throw new AssertionError("never made");
    }
  }

  /** A provider of which the class fails. */
  public static final class FailsToLoad implements DirectoryProvider {
    private static final int VALUE = Integer.parseInt("on purpose");

    @Override
    public String scheme() {
      return "fails" + VALUE;
    }

    @Override
    public Directory open(URI uri, Map<String, String> options) {
      throw new AssertionError("never made");
    }
  }

  /** Two providers of one scheme, one of them from a class loader that tells no place. */
  private void assertOriginUnknown(@Nullable ProtectionDomain domain) throws Exception {
    String name = SecondMemory.class.getName();
    byte[] code;
    try (InputStream file = before.getResourceAsStream(name.replace('.', '/') + ".class")) {
      code = file.readAllBytes();
    }
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {service(name)}, before) {
          @Override
          protected Class<?> loadClass(String wanted, boolean resolve)
              throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(wanted);
            if (loaded != null || !wanted.equals(name)) {
              return loaded == null ? super.loadClass(wanted, resolve) : loaded;
            }
            return defineClass(name, code, 0, code.length, domain);
          }
        }) {
      Thread.currentThread().setContextClassLoader(loader);
      assertThatThrownBy(() -> Directories.open(URI.create("memory:orders")))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining(name + " from an unknown place");
    }
  }

  private URLClassLoader providers(String... names) throws IOException {
    return new URLClassLoader(new URL[] {service(names)}, before);
  }

  private URL service(String... names) throws IOException {
    Path file = folder.resolve("META-INF/services/" + DirectoryProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", names), UTF_8);
    return folder.toUri().toURL();
  }

  private static String origin(Class<?> provider) {
    return provider.getName()
        + " from "
        + provider.getProtectionDomain().getCodeSource().getLocation();
  }
}
