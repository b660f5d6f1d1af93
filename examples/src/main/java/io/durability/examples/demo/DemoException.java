package io.durability.examples.demo;

import java.io.IOException;

/** A demo cannot be run, or a part of it failed other than by losing entries. */
public final class DemoException extends IOException {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Exception cause) {
    super(message, cause);
  }
}
