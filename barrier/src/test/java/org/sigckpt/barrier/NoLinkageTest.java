package org.sigckpt.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The first execution of an {@code invokedynamic} runs linkage code of the JDK with monitors and
 * polls of its own; under a lock of the rendezvous that was a deadlock.
 */
class NoLinkageTest {
  /** Of records, by the compiler; nothing here calls them. */
  private static final Set<String> OF_RECORDS = Set.of("toString", "hashCode", "equals");

  @Test
  void noMethodOfTheBarrierIsLinkedAtItsFirstCall() throws Exception {
    Path classes =
        Path.of(Rendezvous.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> found = new ArrayList<>();
    int classCount = 0;
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        classCount++;
        search(file, found);
      }
    }
    assertThat(classCount).isGreaterThan(10);
    assertThat(found).isEmpty();
  }

  private static void search(Path file, List<String> found) {
    try (InputStream in = Files.newInputStream(file)) {
      new ClassReader(in).accept(new Search(found), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Search extends ClassVisitor {
    private final List<String> found;
    private String owner = "";
    private boolean isRecord;

    Search(List<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] traits) {
      owner = name;
      isRecord = "java/lang/Record".equals(parent);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      if (isRecord && OF_RECORDS.contains(name)) {
        return null;
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          found.add(owner + "." + name + " calls " + called + " of " + bootstrap.getOwner());
        }
      };
    }
  }
}
