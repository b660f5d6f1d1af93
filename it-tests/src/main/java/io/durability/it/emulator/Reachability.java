package io.durability.it.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether somebody listens at an address. */
final class Reachability {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private Reachability() {}

  /**
   * Connects once.
   *
   * @param source where the address was named, for the message
   */
  static void require(URI endpoint, String source) throws IOException {
    try {
      connect(endpoint);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("the store named by " + source + " cannot be reached: " + endpoint, e);
    }
  }

  /** Tells whether somebody listens there now. */
  static boolean listens(URI endpoint) {
    try {
      connect(endpoint);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void connect(URI endpoint) throws IOException {
    int port = endpoint.getPort();
    if (port < 0) {
      port = "https".equals(endpoint.getScheme()) ? HTTPS : HTTP;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(endpoint.getHost(), port), CONNECT_MILLIS);
    }
  }
}
