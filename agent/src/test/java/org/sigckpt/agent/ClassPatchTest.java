package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class ClassPatchTest {
  /** As classes of the JDK, and as if they were classes of a program, which have more polls. */
  @Test
  void makesTheSameOfEveryClassOfTheJdkAsTheLibrary() throws Exception {
    List<String> different = new ArrayList<>();
    int patchedCount = 0;
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(ClassPatchTest::isClass)::iterator) {
        String name = root.relativize(file).toString().replace(".class", "");
        byte[] original = Files.readAllBytes(file);
        for (boolean jdkClass : new boolean[] {true, false}) {
          ClassScan scan = new ClassScan(name, jdkClass, original);
          byte[] patched = scan.planned().isEmpty() ? null : ClassPatch.apply(scan);
          if (patched != null) {
            patchedCount++;
            if (!Arrays.equals(canonical(patched), canonical(LibraryWeaver.weave(scan)))) {
              different.add(name);
            }
          }
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(patchedCount).isGreaterThan(2000);
  }

  @Test
  void leavesJumpsThatBecomeTooLongToTheLibrary() {
    byte[] original = classWithLongJump();
    ClassScan scan = new ClassScan("Long", false, original);

    assertThat(ClassPatch.apply(scan)).isNull();
    assertThat(Weaver.weave("Long", false, original)).isNotNull();
  }

  private static boolean isClass(Path file) {
    String name = file.toString();
    return name.endsWith(".class") && !name.endsWith("module-info.class");
  }

  /** Two class files that say the same in another order become equal. */
  private static byte[] canonical(byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes).accept(writer, 0);
    return writer.toByteArray();
  }

  /** Returns a class with a loop whose back edge has almost the greatest length. */
  private static byte[] classWithLongJump() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Long", null, "java/lang/Object", null);
    MethodVisitor loop = writer.visitMethod(Opcodes.ACC_STATIC, "loop", "(I)V", null, null);
    loop.visitCode();
    Label head = new Label();
    loop.visitLabel(head);
    for (int i = 0; i < 32764; i++) {
      loop.visitInsn(Opcodes.NOP);
    }
    loop.visitVarInsn(Opcodes.ILOAD, 0);
    loop.visitJumpInsn(Opcodes.IFNE, head);
    loop.visitInsn(Opcodes.RETURN);
    loop.visitMaxs(0, 0);
    loop.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
