package org.sigckpt.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.sigckpt.barrier.LambdaLog;
import org.sigckpt.classes.LambdaShapes.Shape;
import org.sigckpt.internals.JdkReflection;

class LambdaTest {
  private final TableFixture table = new TableFixture();

  static List<Shape> shapes() {
    return LambdaShapes.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void respinsLambdaFoundAtItsSite(Shape shape) {
    assertThat(LambdaLog.metafactoryOf(shape.lambda().getClass())).isNull();
    assertSameAfterRestart(shape, shape.lambda());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void respinsLambdaThatTheLogKnows(Shape shape) throws Throwable {
    Object recorded = table.copyOf(shape.lambda(), recorded(shape.lambda().getClass()));
    assertSameAfterRestart(shape, recorded);
  }

  @Test
  void keepsSerializableLambdaSerializable() throws Exception {
    Supplier<Integer> lambda = (Supplier<Integer> & Serializable) () -> 5;
    Object restored = restored(lambda);
    new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(restored);
    assertThat(restored).isInstanceOf(Serializable.class);
  }

  @Test
  void keepsProxyClassesOfTwoPlacesApart() {
    Supplier<Integer> one = () -> 1;
    Supplier<Integer> two = () -> 2;
    int first = table.writer.idOf(one.getClass());
    int second = table.writer.idOf(two.getClass());
    ClassTableReader reader = table.restart();
    reader.makeAll();
    assertThat(reader.get(first)).isNotSameAs(reader.get(second));
    Object restored = table.copyOf(two, reader.get(second));
    assertThat(((Supplier<?>) restored).get()).isEqualTo(2);
  }

  @Test
  void refusesOtherHiddenClassesByName() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    String name = "org/sigckpt/classes/Shy";
    writer.visit(Opcodes.V17, Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
    Class<?> hidden =
        MethodHandles.lookup().defineHiddenClass(writer.toByteArray(), false).lookupClass();
    assertThatThrownBy(() -> table.writer.idOf(hidden))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Shy")
        .hasMessageContaining("hidden");
  }

  @Test
  void bindsTheMetafactorysFields() {
    LambdaMetafactoryFields.check();
  }

  private void assertSameAfterRestart(Shape shape, Object lambda) {
    Object expected = shape.use().apply(lambda);
    Object restored = restored(lambda);
    assertThat(restored.getClass()).isNotSameAs(lambda.getClass());
    assertThat(shape.use().apply(restored)).isEqualTo(expected);
    assertThat(restored.getClass().getInterfaces())
        .containsExactlyInAnyOrder(lambda.getClass().getInterfaces());
  }

  private Object restored(Object lambda) {
    int id = table.writer.idOf(lambda.getClass());
    ClassTableReader reader = table.restart();
    reader.makeAll();
    return table.copyOf(lambda, reader.get(id));
  }

  /** Spins an equal class by the JDK's own class and records it, as the agent's hook would. */
  private static Class<?> recorded(Class<?> proxy) throws Throwable {
    String hostName = proxy.getName().substring(0, proxy.getName().indexOf("$$Lambda"));
    Class<?> host = Class.forName(hostName, false, proxy.getClassLoader());
    LambdaRecipe recipe = LambdaSites.recipeOf(proxy, host, TableFixture.knownClassFile(host));
    Object metafactory = metafactory(recipe);
    Method spin = JdkReflection.method(metafactory.getClass(), "spinInnerClass");
    return LambdaLog.record((Class<?>) JdkReflection.call(spin, metafactory), metafactory);
  }

  private static Object metafactory(LambdaRecipe recipe) throws Throwable {
    Constructor<?> constructor =
        Class.forName("java.lang.invoke.InnerClassLambdaMetafactory").getConstructors()[0];
    constructor.setAccessible(true);
    MethodHandles.Lookup lookup = JdkReflection.trustedLookup().in(recipe.host());
    MethodHandle implementation = recipe.implementation(lookup);
    return constructor.newInstance(
        lookup,
        recipe.factoryType(),
        recipe.methodName(),
        recipe.methodType(),
        implementation,
        recipe.dynamicType(),
        recipe.serializable(),
        recipe.markers().toArray(Class<?>[]::new),
        recipe.bridges().toArray(MethodType[]::new));
  }
}
