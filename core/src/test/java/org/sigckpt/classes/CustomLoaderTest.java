package org.sigckpt.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.sigckpt.classes.Island.Base;
import org.sigckpt.classes.Island.Leaf;
import org.sigckpt.classes.Island.Named;
import org.sigckpt.classes.Island.Other;
import org.sigckpt.image.MirrorHashes;

class CustomLoaderTest {
  private static final ClassLoader APP = ClassLoader.getSystemClassLoader();

  private final TableFixture table = new TableFixture();

  @AfterEach
  void closeGate() {
    ChildFirstLoader.gate = null;
  }

  @Test
  void bringsBackChildFirstLoaderWithItsStateAndClasses() throws Exception {
    var loader = new ChildFirstLoader.Parallel("isle", APP, 7, Named.class, Base.class, Leaf.class);
    Class<?> leaf = loader.loadClass(Leaf.class.getName());
    int id = table.writer.idOf(leaf);

    ClassTableReader reader = restart();
    Class<?> restored = reader.get(id);

    assertThat(restored).isNotSameAs(leaf).isNotSameAs(Leaf.class);
    ChildFirstLoader twin = (ChildFirstLoader) restored.getClassLoader();
    assertThat(twin).isNotSameAs(loader);
    assertThat(twin.seed()).isEqualTo(7);
    assertThat(twin.getName()).isEqualTo("isle");
    assertThat(twin.getParent()).isSameAs(APP);
    assertThat(restored.getSuperclass().getClassLoader()).isSameAs(twin);
    assertThat(restored.getModule()).isSameAs(twin.getUnnamedModule());
    assertThat(twin.loadClass(Leaf.class.getName())).isSameAs(restored);
  }

  @Test
  void runsRestoredClassesWhoseVerificationLoadsOthers() throws Exception {
    var loader =
        new ChildFirstLoader.Sequential(
            "isle", APP, 7, Named.class, Base.class, Leaf.class, Other.class);
    Class<?> leaf = loader.loadClass(Leaf.class.getName());
    int id = table.writer.idOf(leaf);
    table.writer.idOf(loader.loadClass(Other.class.getName()));

    Class<?> restored = restart().get(id);

    Object object = restored.getConstructor().newInstance();
    assertThat(restored.getMethod("twice").invoke(object)).isEqualTo("leafleaf");
  }

  @Test
  void keepsWhetherLoaderIsParallelCapable() throws Exception {
    var parallel = new ChildFirstLoader.Parallel("p", APP, 1, Named.class);
    var sequential = new ChildFirstLoader.Sequential("s", APP, 2, Named.class);
    int first = table.writer.idOf(parallel.loadClass(Named.class.getName()));
    int second = table.writer.idOf(sequential.loadClass(Named.class.getName()));

    ClassTableReader reader = restart();

    assertThat(reader.get(first).getClassLoader().isRegisteredAsParallelCapable()).isTrue();
    assertThat(LoaderState.isParallelCapable(reader.get(first).getClassLoader())).isTrue();
    assertThat(LoaderState.isParallelCapable(reader.get(second).getClassLoader())).isFalse();
    assertThat(imageOf(reader, ChildFirstLoader.Parallel.class).parallelRegistered()).isTrue();
    assertThat(imageOf(reader, ChildFirstLoader.Sequential.class).parallelRegistered()).isFalse();
  }

  @Test
  void keepsClassesOfTheSameNameApart() throws Exception {
    var one = new ChildFirstLoader.Parallel("one", APP, 1, Named.class);
    var two = new ChildFirstLoader.Parallel("two", APP, 2, Named.class);
    int first = table.writer.idOf(one.loadClass(Named.class.getName()));
    int second = table.writer.idOf(two.loadClass(Named.class.getName()));
    int third = table.writer.idOf(Named.class);

    ClassTableReader reader = restart();

    assertThat(reader.get(first)).isNotSameAs(reader.get(second));
    assertThat(reader.get(third)).isSameAs(Named.class);
    assertThat(((ChildFirstLoader) reader.get(first).getClassLoader()).seed()).isEqualTo(1);
    assertThat(((ChildFirstLoader) reader.get(second).getClassLoader()).seed()).isEqualTo(2);
  }

  @Test
  void findsSuperclassInRestoredParentLoader() throws Exception {
    var parent = new ChildFirstLoader.Parallel("parent", APP, 1, Named.class, Base.class);
    var child = new ChildFirstLoader.Parallel("child", parent, 2, Leaf.class);
    int base = table.writer.idOf(parent.loadClass(Base.class.getName()));
    int leaf = table.writer.idOf(child.loadClass(Leaf.class.getName()));

    ClassTableReader reader = restart();

    assertThat(reader.get(leaf).getSuperclass()).isSameAs(reader.get(base));
    assertThat(reader.get(leaf).getClassLoader().getParent())
        .isSameAs(reader.get(base).getClassLoader());
  }

  @Test
  void respinsLambdaOfClassInRestoredLoader() throws Exception {
    var loader =
        new ChildFirstLoader.Sequential("isle", APP, 7, Named.class, Base.class, Leaf.class);
    Class<?> leaf = loader.loadClass(Leaf.class.getName());
    table.bytes.put(leaf, TableFixture.knownClassFile(Leaf.class));
    Object object = leaf.getConstructor().newInstance();
    Object lambda = leaf.getMethod("lambda", int.class).invoke(object, 2);
    int leafId = table.writer.idOf(leaf);
    int id = table.writer.idOf(lambda.getClass());

    ClassTableReader reader = restart();

    assertThat(reader.get(id).getNestHost()).isSameAs(reader.get(leafId).getNestHost());
    assertThat(reader.get(id).getClassLoader()).isSameAs(reader.get(leafId).getClassLoader());
  }

  @Test
  void registersLoaderClassWhoseInitialiserDoesNotRun() throws Exception {
    assertThat(LoaderState.isRegistered(Unregistered.class)).isFalse();
    int id = table.writer.idOf(Unregistered.class);
    ClassTableImage image = table.writer.toImage();
    ClassImage app = image.classOf(id);
    ClassImage registered =
        new ClassImage(
            app.kind(),
            app.name(),
            app.loaderIndex(),
            false,
            false,
            true,
            0,
            List.of(),
            0,
            0,
            null,
            null,
            null);

    new ClassTableReader(
            new ClassTableImage(image.loaders(), List.of(registered), List.of()),
            APP,
            MirrorHashes.none(),
            HiddenClasses.unchanged())
        .makeAll();

    assertThat(LoaderState.isRegistered(Unregistered.class)).isTrue();
  }

  @Test
  void wouldAskRawLoaderWithoutTheResolver() throws Exception {
    var loader = new ChildFirstLoader.Parallel("isle", APP, 7, Named.class);
    table.writer.idOf(loader.loadClass(Named.class.getName()));

    assertThatThrownBy(() -> table.restart().makeAll())
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("requests");
  }

  @Test
  void resolverAnswersWhatTheLoaderHadInitiated() throws Exception {
    var parent = new ChildFirstLoader.Parallel("parent", APP, 1, Other.class);
    var child = new ChildFirstLoader.Parallel("child", parent, 2, Named.class);
    Class<?> other = parent.loadClass(Other.class.getName());
    int id = table.writer.idOf(child.loadClass(Named.class.getName()));
    int otherId = table.writer.idOf(other);
    table.initiated.put(child, List.of(other, String.class, String[].class, int.class));

    ClassTableReader reader = restart();

    assertThat(
            new ClassLoadResolver(reader)
                .apply(reader.get(id).getClassLoader(), Other.class.getName()))
        .isSameAs(reader.get(otherId))
        .isNotSameAs(Other.class);
  }

  @Test
  void resolverKeepsOutOfLoadersWithTheirOwnSearchOrder() throws Exception {
    var own = new ChildFirstLoader.Parallel("own", APP, 7, Named.class);
    try (Open plain = new Open()) {
      byte[] bytes = emptyClass("gen/E", "java/lang/Object");
      table.bytes.put(plain.define("gen.E", bytes), bytes);
      int plainId = table.writer.idOf(plain.loadClass("gen.E"));
      int ownId = table.writer.idOf(own.loadClass(Named.class.getName()));

      ClassTableReader reader = restart();
      ClassLoadResolver resolver = new ClassLoadResolver(reader);

      String unknown = Leaf.class.getName();
      assertThat(resolver.apply(reader.get(plainId).getClassLoader(), unknown))
          .isSameAs(Leaf.class);
      assertThat(resolver.apply(reader.get(ownId).getClassLoader(), unknown)).isNull();
      assertThat(resolver.apply(APP, unknown)).isNull();
    }
  }

  @Test
  void definesClassesOfUrlClassLoaderFromBytes() throws Exception {
    byte[] parentBytes = emptyClass("gen/A", "java/lang/Object");
    byte[] childBytes = emptyClass("gen/B", "gen/A");
    try (Open loader = new Open()) {
      table.bytes.put(loader.define("gen.A", parentBytes), parentBytes);
      Class<?> child = loader.define("gen.B", childBytes);
      table.bytes.put(child, childBytes);
      int id = table.writer.idOf(child);

      Class<?> restored = restart().get(id);

      assertThat(restored.getName()).isEqualTo("gen.B");
      assertThat(restored.getSuperclass().getName()).isEqualTo("gen.A");
      assertThat(restored.getClassLoader()).isInstanceOf(Open.class).isNotSameAs(loader);
    }
  }

  @Test
  void refusesClassWhoseBytesNobodyKnows() throws Exception {
    try (Open loader = new Open()) {
      Class<?> type = loader.define("gen.C", emptyClass("gen/C", "java/lang/Object"));

      assertThatThrownBy(() -> table.writer.idOf(type))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("gen.C")
          .hasMessageContaining("-javaagent");
      assertThatThrownBy(table.writer::toImage).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void carriesProtectionDomainAsObjectOfTheImage() throws Exception {
    byte[] bytes = emptyClass("gen/D", "java/lang/Object");
    try (Open loader = new Open()) {
      Class<?> type = loader.define("gen.D", bytes);
      table.bytes.put(type, bytes);
      int id = table.writer.idOf(type);

      Class<?> restored = restart().get(id);

      assertThat(restored.getProtectionDomain()).isNotSameAs(type.getProtectionDomain());
      assertThat(table.heap).contains(type.getProtectionDomain());
    }
  }

  /** Everything the coordinator does for classes, in its order. */
  private ClassTableReader restart() {
    ClassTableReader reader = table.restart();
    ChildFirstLoader.gate = new ClassLoadResolver(reader);
    Map<Long, Object> preMade = reader.makeAll();
    reader.initialise();
    table.fill(preMade);
    ChildFirstLoader.gate = null;
    return reader;
  }

  private static ClassImage imageOf(ClassTableReader reader, Class<?> type) {
    return reader.image().classes().stream()
        .filter(image -> image.name().equals(type.getName()))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] emptyClass(String name, String parent) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, name, null, parent, null);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static final class Unregistered extends URLClassLoader {
    Unregistered() {
      super(new URL[0]);
    }
  }

  /** A loader that lets the test define classes. */
  private static final class Open extends URLClassLoader {
    Open() {
      super(new URL[0], APP);
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
