package io.durability.it;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Passes HTTP between clients and a store, exchange by exchange, and cuts connections as a plan
 * says: in either direction and in every phase. A thread for each connection.
 */
final class CuttingProxy implements AutoCloseable {

  private static final int BACKLOG = 256;

  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final CutPlan plan;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private CuttingProxy(InetSocketAddress target, CutPlan plan) throws IOException {
    this.target = target;
    this.plan = plan;
    this.listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  static CuttingProxy start(InetSocketAddress target, CutPlan plan) throws IOException {
    CuttingProxy proxy = new CuttingProxy(target, plan);
    thread("proxy", proxy::accept).start();
    return proxy;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        thread("proxy-connection", () -> serve(client)).start();
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client;
        Socket store = new Socket()) {
      open.add(store);
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      store.connect(target);
      BufferedInputStream requests = new BufferedInputStream(client.getInputStream());
      BufferedInputStream answers = new BufferedInputStream(store.getInputStream());
      boolean more = true;
      while (more) {
        Optional<HttpMessage> request = HttpMessage.request(requests);
        more =
            request.isPresent()
                && exchange(request.get(), client, store, answers, plan.next().orElse(null));
      }
      open.remove(store);
    } catch (SocketException | EOFException e) {
      // One side is gone: so is the other, then.
      open.remove(client);
    } catch (IOException e) {
      throw new IllegalStateException("the proxy does not understand what passes", e);
    } finally {
      open.remove(client);
    }
  }

  /** Passes one exchange, or part of it; returns whether the connection goes on. */
  private boolean exchange(
      HttpMessage request,
      Socket client,
      Socket store,
      BufferedInputStream answers,
      @Nullable CutPhase cut)
      throws IOException {
    if (cut == CutPhase.BEFORE_REQUEST) {
      return cut(cut, request, client, store);
    }
    if (cut == CutPhase.IN_REQUEST_HEAD) {
      send(store, request.head(), plan.inside(request.head().length));
      return cut(cut, request, client, store);
    }
    if (cut == CutPhase.IN_REQUEST_BODY) {
      int inside = plan.inside(request.body().length);
      boolean bodyless = request.body().length == 0;
      send(
          store,
          request.whole(),
          bodyless ? request.head().length - 1 : request.head().length + inside);
      return cut(cut, request, client, store);
    }
    send(store, request.whole(), request.whole().length);
    HttpMessage answer = HttpMessage.answer(answers, request);
    if (cut == CutPhase.BEFORE_ANSWER) {
      return cut(cut, request, client, store);
    }
    if (cut == CutPhase.IN_ANSWER_HEAD) {
      send(client, answer.head(), plan.inside(answer.head().length));
      return cut(cut, request, client, store);
    }
    if (cut == CutPhase.IN_ANSWER_BODY) {
      boolean bodyless = answer.body().length == 0;
      int inside = answer.head().length + plan.inside(answer.body().length);
      send(client, answer.whole(), bodyless ? answer.head().length - 1 : inside);
      return cut(cut, request, client, store);
    }
    send(client, answer.whole(), answer.whole().length);
    return !answer.isLast() && !request.isLast();
  }

  private static void send(Socket socket, byte[] message, int length) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(message, 0, length);
    out.flush();
  }

  /** Ends both connections, by a reset or in order. */
  private boolean cut(CutPhase phase, HttpMessage request, Socket client, Socket store)
      throws IOException {
    boolean reads =
        request.firstLine().startsWith("GET ") || request.firstLine().startsWith("HEAD ");
    plan.made(phase, phase.isApplied() && !reads);
    if (plan.isReset()) {
      client.setSoLinger(true, 0);
      store.setSoLinger(true, 0);
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
