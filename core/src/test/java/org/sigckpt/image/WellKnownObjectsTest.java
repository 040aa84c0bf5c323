package org.sigckpt.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

class WellKnownObjectsTest {

  /** Returns all named classes of java.base, found without initialising any. */
  static List<Class<?>> jdkClasses() throws Exception {
    List<Class<?>> classes = new ArrayList<>();
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = root.relativize(file).toString();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          String type = name.substring(0, name.length() - 6).replace('/', '.');
          classes.add(Class.forName(type, false, null));
        }
      }
    }
    return classes;
  }

  @Test
  void resolvesEveryJdkConstantToItself() throws Exception {
    WellKnownObjects known = WellKnownObjects.of(jdkClasses(), Set.of());

    assertThat(known.size()).isGreaterThan(1000);
    known.forEach(
        (object, index) ->
            assertThat(known.at(index).resolve()).as("%s", known.at(index)).isSameAs(object));
  }

  @Test
  void keepsJdkConstantsTheSame() throws Exception {
    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(jdkClasses(), Set.of());
    Object[] own = {
      Integer.valueOf(100), Collections.emptyList(), List.of(), TimeUnit.DAYS, Boolean.TRUE
    };

    Object[] copy = (Object[]) trip.of(own);

    for (int i = 0; i < own.length; i++) {
      assertThat(copy[i]).isSameAs(own[i]);
    }
  }

  @Test
  void putsBackAnElementThatTheNewJvmHasNotMadeYet() throws Exception {
    Field field = JdkReflection.field(BigInteger.class, "posConst");
    BigInteger[] elements = (BigInteger[]) JdkUnsafe.get(null, field);
    BigInteger nine = elements[9];
    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(jdkClasses(), Set.of());
    trip.between = () -> elements[9] = null;
    try {
      Object[] copy = (Object[]) trip.of(new Object[] {nine, elements[8]});

      assertThat(copy[0]).isEqualTo(nine).isNotSameAs(nine).isSameAs(elements[9]);
      assertThat(copy[1]).isSameAs(BigInteger.valueOf(8));
    } finally {
      elements[9] = nine;
    }
  }

  @Test
  void leavesOutWhatIsCarriedByNameAndInitialisesNothing() throws Exception {
    Field empty = JdkReflection.field(Collections.class, "EMPTY_LIST");
    List<Class<?>> classes = jdkClasses();

    WellKnownObjects known = WellKnownObjects.of(classes, Set.of(empty));

    assertThat(known.contains(Collections.emptyList())).isFalse();
    assertThat(known.contains(Collections.emptyMap())).isTrue();
    assertThat(known.contains("")).isFalse();
  }

  /** Held by fields that are carried. */
  private static final Object FLAG = Boolean.FALSE;

  private static final Object UNIT = TimeUnit.DAYS;

  @Test
  void keepsConstantsThatCarriedFieldsHoldAsWell() throws Exception {
    Set<Field> carried =
        Set.of(
            JdkReflection.field(WellKnownObjectsTest.class, "FLAG"),
            JdkReflection.field(WellKnownObjectsTest.class, "UNIT"));

    WellKnownObjects known = WellKnownObjects.of(jdkClasses(), carried);

    assertThat(known.contains(FLAG)).isTrue();
    assertThat(known.contains(UNIT)).isTrue();
  }
}
