package io.durability.examples.demo;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The settings of a backend as one text, on their way from the parent to a child. */
final class ChildOptions {

  private ChildOptions() {}

  static String write(Map<String, String> options) throws IOException {
    Properties properties = new Properties();
    properties.putAll(options);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString();
  }

  static Map<String, String> read(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, String> options = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> options.put(name, properties.getProperty(name)));
    return options;
  }
}
