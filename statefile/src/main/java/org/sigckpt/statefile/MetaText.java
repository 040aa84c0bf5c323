package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lines {@code key=value} in UTF-8; a backslash and line ends in a value are escaped by one. */
final class MetaText {
  private final Map<String, String> values = new LinkedHashMap<>();

  void put(String key, long value) {
    put(key, Long.toString(value));
  }

  void put(String key, String value) {
    values.put(key, value);
  }

  /** Returns the value. */
  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("key " + key + " is missing");
    }
    return value;
  }

  /** Returns the value as a number. */
  long number(String key) {
    String value = text(key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " is no number but '" + value + "'", e);
    }
  }

  byte[] encode() {
    StringBuilder out = new StringBuilder();
    values.forEach((key, value) -> out.append(key).append('=').append(escape(value)).append('\n'));
    return out.toString().getBytes(UTF_8);
  }

  static MetaText decode(byte[] content) {
    MetaText text = new MetaText();
    for (String line : new String(content, UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        text.put(line.substring(0, equals), unescape(line.substring(equals + 1)));
      } else if (!line.isEmpty()) {
        throw new IllegalArgumentException("line '" + line + "' has no key");
      }
    }
    return text;
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescape(String value) {
    StringBuilder out = new StringBuilder(value.length());
    boolean escaped = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (escaped) {
        out.append(c == 'n' ? '\n' : c == 'r' ? '\r' : c);
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
