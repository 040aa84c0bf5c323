package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Threads capture themselves while others stand, with locks of the JDK perhaps. The first execution
 * of an {@code invokedynamic} runs linkage code of the JDK that may wait for such a lock, or polls
 * itself: so this package has no lambda, no method reference and no record that a table compares by
 * methods that the compiler made.
 */
class NoLinkageTest {
  private static final Set<String> OF_RECORDS = Set.of("toString", "hashCode", "equals");

  /** Records that no table of a capture has as keys or elements. */
  private static final Set<String> NEVER_COMPARED =
      Set.of(
          "FrameCapture$Ours",
          "FrameImage",
          "FrameReader$Located",
          "LiveFrame",
          "LiveFrame$Collecting",
          "PointLayout",
          "ResumeBody$Result",
          "ResumeMethod",
          "ResumeMethods$Resumable",
          "ResumePoint",
          "Types",
          "Waypoint");

  @Test
  void nothingIsLinkedWhileAThreadCapturesItself() throws Exception {
    Path classes =
        Path.of(FrameCapture.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> found = new TreeSet<>();
    int classCount = 0;
    try (Stream<Path> files = Files.walk(classes.resolve("org/sigckpt/stack"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        classCount++;
        search(file, found);
      }
    }
    search(classes.resolve("org/sigckpt/coordinator/CapturedStack$Identity.class"), found);
    assertThat(classCount).isGreaterThan(20);
    assertThat(found).isEmpty();
  }

  private static void search(Path file, Set<String> found) {
    try (InputStream in = Files.newInputStream(file)) {
      new ClassReader(in).accept(new Search(found), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Search extends ClassVisitor {
    private final Set<String> found;
    private String owner = "";

    Search(Set<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] traits) {
      owner = name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      if (OF_RECORDS.contains(name)
          && (name.equals("toString") || NEVER_COMPARED.contains(owner))) {
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
