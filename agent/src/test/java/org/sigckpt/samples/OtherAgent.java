package org.sigckpt.samples;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.security.ProtectionDomain;

/** An agent that changes the targets, if only by one more constant. */
public final class OtherAgent implements ClassFileTransformer {
  private static final int INTEGER = 3;

  private OtherAgent() {}

  /** Called by the JVM before the program's main method. */
  public static void premain(String options, Instrumentation instrumentation) {
    instrumentation.addTransformer(new OtherAgent());
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    if (!name.startsWith("org/sigckpt/targets/")) {
      return null;
    }
    ByteBuffer file = ByteBuffer.wrap(bytes);
    int count = file.getShort(8) & 0xffff;
    int end = 10;
    for (int i = 1; i < count; i++) {
      int tag = bytes[end];
      i += tag == 5 || tag == 6 ? 1 : 0;
      end += lengthBytes(tag, file, end);
    }
    try (ByteArrayOutputStream result = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(result)) {
      out.write(bytes, 0, 8);
      out.writeShort(count + 1);
      out.write(bytes, 10, end - 10);
      out.writeByte(INTEGER);
      out.writeInt(5);
      out.write(bytes, end, bytes.length - end);
      return result.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JVMS §4.4. */
  private static int lengthBytes(int tag, ByteBuffer file, int at) {
    return switch (tag) {
      case 1 -> 3 + (file.getShort(at + 1) & 0xffff);
      case 5, 6 -> 9;
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> 5;
    };
  }
}
