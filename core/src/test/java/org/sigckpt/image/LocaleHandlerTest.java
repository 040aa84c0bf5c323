package org.sigckpt.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

class LocaleHandlerTest {
  @Test
  void carriesOneWhoseConstructorHasJustBegun() throws Exception {
    Object begun = JdkUnsafe.UNSAFE.allocateInstance(Locale.class);
    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(WellKnownObjectsTest.jdkClasses(), Set.of());

    Object[] copy = (Object[]) trip.of(new Object[] {begun, new Locale("xx", "YY"), begun});

    assertThat(copy[0]).isNotSameAs(begun).isSameAs(copy[2]);
    assertThat(JdkUnsafe.get(copy[0], JdkReflection.field(Locale.class, "baseLocale"))).isNull();
    assertThat(copy[1]).isEqualTo(new Locale("xx", "YY"));
  }
}
