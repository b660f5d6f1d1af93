package io.durability.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers every request with 404 and sends none. */
final class SilentHttp implements HttpClient {

  private static final int NOT_FOUND = 404;

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.just(new Nothing(request));
  }

  /** An answer without a body. */
  private static final class Nothing extends HttpResponse {
    private final HttpHeaders headers = new HttpHeaders();

    Nothing(HttpRequest request) {
      super(request);
    }

    @Override
    public int getStatusCode() {
      return NOT_FOUND;
    }

    @Deprecated
    @Override
    public @Nullable String getHeaderValue(String name) {
      return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.empty();
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(new byte[0]);
    }

    @Override
    public Mono<String> getBodyAsString() {
      return getBodyAsString(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just("");
    }
  }
}
