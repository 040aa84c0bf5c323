package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.sigckpt.stack.targets.LoopsTarget;

class StackRoundTripTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SlotsTarget",
        "LoopsTarget",
        "MonitorsTarget",
        "ExceptionsTarget",
        "UncaughtTarget",
        "NewTarget",
        "LambdasTarget"
      })
  void everyPauseCanBeRestartedAndCapturedAgain(String target) {
    RoundTrip.check(target);
  }

  @Test
  void classFilesWithoutStackMapsCanBeRestarted() {
    String name = World.TARGETS + "OldTarget";
    World.GENERATED.put(name, aged(World.bytes(name)));
    RoundTrip.check("OldTarget");
  }

  @Test
  void addsNothingElseAndIsDeterministic() {
    byte[] woven = World.bytes(LoopsTarget.class);
    MethodCode before = MethodCode.read(woven, "run", "()Ljava/lang/Object;");
    List<ResumePoint> points =
        java.util.stream.IntStream.of(before.bcis)
            .filter(bci -> before.instructions[before.indexOf(bci)].getOpcode() == 184)
            .mapToObj(bci -> new ResumePoint(before.owner, "run", "()Ljava/lang/Object;", bci))
            .toList();
    ResumeMethods.Resumable first = ResumeMethods.add(woven, getClass().getClassLoader(), points);
    assertThat(ResumeMethods.add(woven, getClass().getClassLoader(), points).classFile())
        .isEqualTo(first.classFile());
    assertThat(first.methods()).hasSameSizeAs(points).doesNotHaveDuplicates();
    Map<String, Long> descriptors =
        first.methods().stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    ResumeMethod::descriptor, java.util.stream.Collectors.counting()));
    assertThat(descriptors).hasSameSizeAs(points);
    MethodCode after = MethodCode.read(first.classFile(), "run", "()Ljava/lang/Object;");
    assertThat(after.bcis).isEqualTo(before.bcis);
  }

  private static byte[] aged(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    ClassVisitor aging =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String parent,
              String[] others) {
            super.visit(Opcodes.V1_2, access, name, signature, parent, others);
          }
        };
    new ClassReader(classFile).accept(aging, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
