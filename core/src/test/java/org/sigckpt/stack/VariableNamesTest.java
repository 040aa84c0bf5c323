package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;

class VariableNamesTest {
  @SuppressWarnings("unused")
  static int named(int[] first, long second, String third) {
    int[] own = first;
    third = third.trim();
    return own[first.length] + third.length();
  }

  @Test
  void keepsTheNamesOfTheClassFile() throws IOException {
    assertThat(namesIn(classFile())).containsExactly("0 first", "3 third", "4 own");
  }

  @Test
  void givesTheNamesThatTheVmMakesWhereTheClassFileHasNone() throws IOException {
    ClassWriter stripped = new ClassWriter(0);
    new ClassReader(classFile()).accept(stripped, ClassReader.SKIP_DEBUG);

    assertThat(namesIn(stripped.toByteArray()))
        .containsExactly("0 <parameter1>", "3 <parameter3>", "4 <local4>", "3 <local3>");
  }

  private static byte[] classFile() throws IOException {
    try (InputStream in = VariableNamesTest.class.getResourceAsStream("VariableNamesTest.class")) {
      return in.readAllBytes();
    }
  }

  private static List<String> namesIn(byte[] classFile) {
    MethodCode code = MethodCode.read(classFile, "named", "([IJLjava/lang/String;)I");
    Map<AbstractInsnNode, Integer> indexes = new IdentityHashMap<>();
    for (int i = 0; i < code.instructions.length; i++) {
      indexes.put(code.instructions[i], i);
    }
    List<String> names = new ArrayList<>();
    for (LocalVariableNode each : VariableNames.of(code, indexes, code.node.instructions, 0)) {
      names.add(each.index + " " + each.name);
    }
    return names;
  }
}
