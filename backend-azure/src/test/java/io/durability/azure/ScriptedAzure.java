package io.durability.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that answers every request as it was told, and keeps what it was asked. What it answers
 * with quotes the whole request, as Azure's refusals of a signature do.
 */
final class ScriptedAzure implements AutoCloseable {

  /** What was asked: method, path with query, headers. */
  record Asked(String method, String uri, Map<String, List<String>> headers) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private volatile int status = 500;
  private volatile String code = "InternalError";
  private volatile boolean cuts;

  ScriptedAzure() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  ScriptedAzure answering(int newStatus, String newCode) {
    status = newStatus;
    code = newCode;
    cuts = false;
    return this;
  }

  /** Ends connections in the middle of an answer. */
  ScriptedAzure cutting() {
    cuts = true;
    return this;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/account";
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Asked request =
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()));
    asked.add(request);
    byte[] body =
        ("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
                + code
                + "</Code><Message>you asked "
                + request.toString().replaceAll("[<>&]", ".")
                + "</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("x-ms-error-code", code);
    exchange.getResponseHeaders().add("x-ms-request-id", "request-7");
    exchange.getResponseHeaders().add("Content-Type", "application/xml");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length + (cuts ? 100 : 0));
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
