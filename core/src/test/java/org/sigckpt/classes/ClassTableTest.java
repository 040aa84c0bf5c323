package org.sigckpt.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.sql.Driver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.sigckpt.image.MirrorHashes;

class ClassTableTest {
  private final TableFixture table = new TableFixture();

  @Test
  void findsOrdinaryClassesAgain() {
    List<Class<?>> types =
        List.of(
            int.class,
            void.class,
            String.class,
            long[][].class,
            Map.Entry[].class,
            Driver.class,
            ClassTableTest.class,
            Point.class,
            Point[].class,
            Color.class,
            redClass());
    List<Integer> ids = types.stream().map(table.writer::idOf).toList();

    ClassTableReader reader = table.restart();
    reader.makeAll();

    assertThat(ids).doesNotContain(0).doesNotHaveDuplicates();
    assertThat(ids.stream().<Class<?>>map(reader::get).toList()).isEqualTo(types);
  }

  @Test
  void remembersWhatEachKindIs() {
    int app = table.writer.idOf(Point.class);
    int boot = table.writer.idOf(String.class);
    int platform = table.writer.idOf(Driver.class);
    ClassTableImage image = table.writer.toImage();
    assertThat(image.classOf(app).kind()).isEqualTo(ClassKind.APP);
    assertThat(image.classOf(boot).kind()).isEqualTo(ClassKind.BOOT);
    assertThat(image.classOf(platform).kind()).isEqualTo(ClassKind.PLATFORM);
    assertThat(image.classOf(app).bytes()).isNull();
  }

  @Test
  void tellsInitialisedClassesFromOthers() {
    int before = table.writer.idOf(NeverUsed.class);
    int after = table.writer.idOf(ClassTableTest.class);
    ClassTableImage image = table.writer.toImage();
    assertThat(image.classOf(before).carriesStatics()).isFalse();
    assertThat(image.classOf(after).carriesStatics()).isTrue();
  }

  @Test
  void makesDynamicProxiesOfTheSameInterfaces() {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Hidden.class, Runnable.class},
            (self, method, arguments) -> null);
    Object annotation = Marked.class.getAnnotation(Mark.class);
    int id = table.writer.idOf(proxy.getClass());
    int annotationId = table.writer.idOf(annotation.getClass());

    ClassTableReader reader = table.restart();

    assertThat(reader.get(id).getInterfaces()).containsExactly(Hidden.class, Runnable.class);
    assertThat(reader.get(id)).isSameAs(proxy.getClass());
    assertThat(reader.get(annotationId)).isSameAs(annotation.getClass());
  }

  @Test
  void givesBytesToClassesThatNoJarHas() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    String name = "org/sigckpt/classes/FromMemory";
    writer.visit(Opcodes.V17, Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
    Class<?> type = MethodHandles.lookup().defineClass(writer.toByteArray());
    table.bytes.put(type, writer.toByteArray());
    int id = table.writer.idOf(type);
    ClassImage image = table.writer.toImage().classOf(id);
    assertThat(image.kind()).isEqualTo(ClassKind.APP);
    assertThat(image.bytes()).isEqualTo(writer.toByteArray());
  }

  @Test
  void namesMissingClassAndRemedy() {
    ClassTableImage image =
        new ClassTableImage(
            table.writer.toImage().loaders(),
            List.of(ClassImage.named(ClassKind.APP, "com.acme.Gone", LoaderImage.APP)),
            List.of());
    ClassTableReader reader =
        new ClassTableReader(
            image,
            ClassLoader.getSystemClassLoader(),
            MirrorHashes.none(),
            HiddenClasses.unchanged());
    assertThatThrownBy(reader::makeAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("com.acme.Gone")
        .hasMessageContaining("class path");
  }

  @Test
  void refusesEveryTruncationOfTheTable() {
    table.writer.idOf(Point.class);
    Runnable lambda = () -> {};
    table.writer.idOf(lambda.getClass());
    byte[] bytes = ClassTableFormat.toBytes(table.writer.toImage());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ClassTableFormat.fromBytes(cut))
          .as("length %d", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot read class table");
    }
  }

  @Test
  void readsWhatItWrote() {
    table.writer.idOf(Point.class);
    Runnable lambda = () -> {};
    table.writer.idOf(lambda.getClass());
    ClassTableImage image = table.writer.toImage();
    assertThat(ClassTableFormat.fromBytes(ClassTableFormat.toBytes(image))).isEqualTo(image);
  }

  @Test
  void picksTheProgramsClassesOnly() {
    Runnable lambda = () -> {};
    Class<?>[] all = {
      String.class,
      Driver.class,
      Point.class,
      Point[].class,
      lambda.getClass(),
      int.class,
      NeverUsed.class,
      Color.class
    };
    assertThat(ProgramClasses.programClasses(all, type -> type == Color.class))
        .containsExactly(Point.class, NeverUsed.class);
  }

  @SuppressWarnings("GetClassOnEnum") // The constant's own class is meant.
  private static Class<?> redClass() {
    return Color.RED.getClass();
  }

  record Point(int x, int y) {}

  enum Color {
    RED {
      @Override
      String shade() {
        return "dark";
      }
    };

    abstract String shade();
  }

  static final class NeverUsed {
    static final Object STATE = new Object();
  }

  interface Hidden {}

  @Retention(RetentionPolicy.RUNTIME)
  @interface Mark {}

  @Mark
  static final class Marked {}
}
