package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;

class ReaperStackTest {
  /** On the JDK that runs the test; a JDK that says the size in another way fails it. */
  @Test
  void enlargesTheStackOfTheReaper() throws IOException {
    byte[] original;
    try (InputStream in = Object.class.getResourceAsStream("/" + ReaperStack.OWNER + ".class")) {
      original = in.readAllBytes();
    }
    int differences = 0;
    byte[] enlarged = ReaperStack.enlarge(original);
    for (int i = 0; i < original.length; i++) {
      differences += original[i] == enlarged[i] ? 0 : 1;
    }

    assertThat(enlarged).hasSameSizeAs(original);
    // The byte that said 2 << 16 says 16 << 16.
    assertThat(differences).isEqualTo(1);
    assertThat(ReaperStack.enlarge(enlarged)).isSameAs(enlarged);
    assertThat(new ClassReader(enlarged).getClassName()).isEqualTo(ReaperStack.OWNER);
  }
}
