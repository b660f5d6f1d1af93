package io.durability.mutants;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Loads everything of ours anew, with the classes of one mutated source file among it, so that
 * nothing of the code as it is can stand in for them.
 */
final class MutantLoader extends ClassLoader {

  private static final String OURS = "io.durability.";
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** For all mutants, because it remembers what is on the class path. */
  private static final StandardJavaFileManager FILES =
      ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, UTF_8);

  private final Map<String, byte[]> mutated;

  private MutantLoader(Map<String, byte[]> mutated) {
    super(MutantLoader.class.getClassLoader());
    this.mutated = mutated;
  }

  static MutantLoader of(Mutant mutant) throws IOException {
    return new MutantLoader(compile(mutant, mutant.apply(source(mutant))));
  }

  /** Writes the mutated classes to a folder, which is to stand first on a class path. */
  static void write(Mutant mutant, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> type :
        compile(mutant, mutant.apply(source(mutant))).entrySet()) {
      Path file = folder.resolve(type.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, type.getValue());
    }
  }

  /** Returns the source file as it is. */
  static String source(Mutant mutant) throws IOException {
    return Files.readString(ROOT.resolve(mutant.file()), UTF_8);
  }

  private static Map<String, byte[]> compile(Mutant mutant, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    Memory memory = new Memory(FILES);
    List<String> options =
        List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
    List<JavaFileObject> units = List.of(new Source(mutant.file(), source));
    if (!compiler.getTask(errors, memory, null, options, null, units).call()) {
      throw new AssertionError("mutant '" + mutant + "' does not compile:\n" + errors);
    }
    Map<String, byte[]> classes = new HashMap<>();
    memory.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = mutated.get(name);
    if (bytes == null) {
      try (InputStream original =
          getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (original == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = original.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + Path.of(file).getFileName()), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps the compiled classes in the heap. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
