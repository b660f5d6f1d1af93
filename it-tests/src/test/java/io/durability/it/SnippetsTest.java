package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durability.examples.serverless.AccountHandler;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.RenameKind;
import io.durability.storage.Traits;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of the backends and of functions show compiles, and says the same everywhere. */
final class SnippetsTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");

  private static final String BACKEND_PAGE =
      """
      import io.durability.objectstore.*;
      import io.durability.rocksdb.*;
      import io.durability.s3.*;
      import io.durability.storage.*;
      import java.net.URI;
      import java.nio.file.Path;
      import java.util.Map;
      import org.rocksdb.*;
      import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
      import software.amazon.awssdk.services.s3.S3Client;

      final class Snippet {
        void run(Path folder, RocksDB database, ColumnFamilyHandle handle) throws Exception {
          %s
        }
      }
      """;

  /** What the platforms' libraries declare, as far as a function needs it. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          "com/amazonaws/services/lambda/runtime/Context",
          "package com.amazonaws.services.lambda.runtime; public interface Context {}",
          "com/amazonaws/services/lambda/runtime/RequestHandler",
          "package com.amazonaws.services.lambda.runtime;"
              + " public interface RequestHandler<I, O> { O handleRequest(I input, Context c); }",
          "com/microsoft/azure/functions/ExecutionContext",
          "package com.microsoft.azure.functions; public interface ExecutionContext {}",
          "com/microsoft/azure/functions/HttpStatus",
          "package com.microsoft.azure.functions;"
              + " public enum HttpStatus { OK; public static HttpStatus valueOf(int code)"
              + " { return OK; } }",
          "com/microsoft/azure/functions/HttpResponseMessage",
          "package com.microsoft.azure.functions; public interface HttpResponseMessage {"
              + " interface Builder { Builder body(Object body); HttpResponseMessage build(); } }",
          "com/microsoft/azure/functions/HttpRequestMessage",
          "package com.microsoft.azure.functions; import java.util.Map;"
              + " public interface HttpRequestMessage<T> { Map<String, String>"
              + " getQueryParameters(); HttpResponseMessage.Builder createResponseBuilder("
              + "HttpStatus status); }");

  @TempDir private Path folder;

  private static List<String> blocks(String page, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(DOCS.resolve(page)))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private Path source(String name, String text) throws IOException {
    Path file = folder.resolve(name + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void assertCompiles(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  errors,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-d",
                      folder.resolve("classes").toString(),
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(errors.toString()).isTrue();
    }
  }

  @Test
  void snippets_ofTheBackendsPages_compile() throws IOException {
    for (String page : List.of("backends/s3.md", "backends/rocksdb.md")) {
      List<String> snippets = blocks(page, "java");
      assertThat(snippets).as(page).isNotEmpty();
      for (String snippet : snippets) {
        String whole = BACKEND_PAGE.formatted(snippet.replace("{ … }", "{ }"));
        assertCompiles(List.of(source("Snippet", whole)));
      }
    }
  }

  @Test
  void snippets_ofTheFunctionsPage_compile_againstWhatThePlatformsDeclare() throws IOException {
    List<String> snippets = blocks("SERVERLESS.md", "java");
    assertThat(snippets).hasSize(2);
    for (String snippet : snippets) {
      List<Path> sources = new ArrayList<>();
      for (Map.Entry<String, String> declared : PLATFORMS.entrySet()) {
        sources.add(source(declared.getKey(), declared.getValue()));
      }
      sources.add(source("com/example/DepositFunction", snippet));
      assertCompiles(sources);
    }
  }

  @Test
  void deploymentFiles_nameTheFunctionAndItsSettings() throws IOException {
    String template = Files.readString(DOCS.resolve("serverless/aws/template.yaml"));
    assertThat(template)
        .contains("Handler: com.example.DepositFunction::handleRequest", "Runtime: java17")
        .contains("          " + AccountHandler.PLACE + ": ", AccountHandler.OPTION + "region: ");
    ObjectMapper json = new ObjectMapper();
    JsonNode function =
        json.readTree(DOCS.resolve("serverless/azure/deposit/function.json").toFile());
    assertThat(function.get("entryPoint").asText()).isEqualTo("com.example.DepositFunction.run");
    JsonNode host = json.readTree(DOCS.resolve("serverless/azure/host.json").toFile());
    assertThat(host.get("version").asText()).isEqualTo("2.0");
    String page = Files.readString(DOCS.resolve("SERVERLESS.md"));
    assertThat(page).contains(AccountHandler.PLACE, AccountHandler.OPTION);
  }

  /** The permissions of the deployment file are those that the page of the backend gives. */
  @Test
  void permissions_areTheSame_inThePolicyAndTheTemplate() throws IOException {
    List<String> policies = blocks("backends/s3.md", "json");
    assertThat(policies).hasSize(1);
    List<String> wanted = new ArrayList<>();
    for (JsonNode statement : new ObjectMapper().readTree(policies.get(0)).get("Statement")) {
      statement.get("Action").forEach(action -> wanted.add(action.asText()));
    }
    String template = Files.readString(DOCS.resolve("serverless/aws/template.yaml"));
    List<String> given =
        Pattern.compile("s3:[A-Z]\\w+")
            .matcher(template)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(given).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void traits_ofMemoryAndLocalDisk_areWhatTheTableSays() throws IOException {
    List<String[]> rows =
        Files.readString(DOCS.resolve("BACKENDS.md"))
            .lines()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
            .toList();
    try (Directory memory = Directories.open(URI.create("memory:table"));
        Directory disk = Directories.open(folder.resolve("disk").toUri())) {
      List<Traits> traits = List.of(memory.traits(), disk.traits());
      for (int i = 0; i < traits.size(); i++) {
        Traits each = traits.get(i);
        assertThat(cell(rows, "survives", i)).isEqualTo("`" + each.survives() + "`");
        assertThat(cell(rows, "rename", i))
            .isEqualTo(each.rename() == RenameKind.ATOMIC ? "atomic" : "");
        assertThat(cell(rows, "version conditions", i))
            .isEqualTo(each.versionConditions() ? "enforced" : "");
        assertThat(cell(rows, "readers see", i).startsWith("durable bytes only"))
            .isEqualTo(each.readsOnlyDurable());
        assertThat(cell(rows, "syncs in flight", i)).isEqualTo("" + each.syncsInFlight());
        assertThat(cell(rows, "batch alignment", i))
            .isEqualTo(String.format(Locale.ROOT, "%,d bytes", each.batchAlignment()));
        assertThat(cell(rows, "longest append file", i)).isEqualTo(length(each));
        assertThat(cell(rows, "syncs an append file takes", i))
            .isEqualTo(each.syncsPerAppendFileMax() == Long.MAX_VALUE ? "any number" : "");
      }
    }
  }

  private static String length(Traits traits) {
    return traits.appendFileBytesMax() == 1L << 40
        ? "1 TiB"
        : "2 GiB - " + ((2L << 30) - traits.appendFileBytesMax()) + " bytes";
  }

  private static String cell(List<String[]> rows, String name, int backend) {
    List<String[]> found = rows.stream().filter(row -> row[0].equals(name)).toList();
    assertThat(found).as(name).hasSizeGreaterThanOrEqualTo(1);
    // Verbs come before traits; of the same name only "rename" is in both tables.
    return found.get(found.size() - 1)[1 + backend];
  }
}
