package org.sigckpt.internals;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of all interned strings, as the VM itself tells them: the output of its diagnostic
 * command {@code VM.stringtable -verbose}, asked in process.
 *
 * <pre>
 *   VERSION: 1.1
 *   5: hello
 *   3: \xc3\xa4b        bytes outside printable ASCII, and the backslash, are escaped
 * </pre>
 *
 * <p>Strings that the VM maps from its class data archive are the JDK's own and are not listed.
 */
public final class InternedTexts {
  private static final String PACKAGE = "com.sun.management.internal.";

  private InternedTexts() {}

  /**
   * Returns the texts, each once, in no order.
   *
   * @throws MissingInternalException if the VM can't be asked; module jdk.management is needed
   */
  public static List<String> list() {
    try {
      // Its initializer loads the native library.
      Class.forName(PACKAGE + "PlatformMBeanProviderImpl");
      Class<?> command = Class.forName(PACKAGE + "DiagnosticCommandImpl");
      Method execute = JdkReflection.method(command, "executeDiagnosticCommand", String.class);
      Object instance = JdkUnsafe.UNSAFE.allocateInstance(command);
      return parse((String) JdkReflection.call(execute, instance, "VM.stringtable -verbose"));
    } catch (ReflectiveOperationException e) {
      throw new MissingInternalException("the diagnostic command VM.stringtable", e);
    }
  }

  static List<String> parse(String dump) {
    List<String> texts = new ArrayList<>();
    for (int start = 0; start < dump.length(); ) {
      int end = dump.indexOf('\n', start);
      end = end < 0 ? dump.length() : end;
      int colon = dump.indexOf(": ", start);
      if (colon > start && colon < end && Character.isDigit(dump.charAt(start))) {
        texts.add(unescape(dump.substring(colon + 2, end)));
      }
      start = end + 1;
    }
    return texts;
  }

  /** Undoes the VM's HashtableTextDump::put_utf8. */
  static String unescape(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      char next = escaped.charAt(i);
      if (next != '\\') {
        bytes.write(next);
        continue;
      }
      char kind = escaped.charAt(++i);
      switch (kind) {
        case 'x' -> {
          bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case 't' -> bytes.write('\t');
        case 'r' -> bytes.write('\r');
        case 'n' -> bytes.write('\n');
        default -> bytes.write(kind);
      }
    }
    return modifiedUtf8(bytes.toByteArray());
  }

  /** The VM writes a surrogate as three bytes and NUL as two, like a class file (JVMS §4.4.7). */
  private static String modifiedUtf8(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      int first = bytes[i] & 0xff;
      if (first < 0x80) {
        text.append((char) first);
        i++;
      } else if ((first & 0xe0) == 0xc0 && i + 1 < bytes.length) {
        text.append((char) ((first & 0x1f) << 6 | bytes[i + 1] & 0x3f));
        i += 2;
      } else if ((first & 0xf0) == 0xe0 && i + 2 < bytes.length) {
        text.append(
            (char) ((first & 0x0f) << 12 | (bytes[i + 1] & 0x3f) << 6 | bytes[i + 2] & 0x3f));
        i += 3;
      } else {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
    return text.toString();
  }
}
