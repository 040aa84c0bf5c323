package org.sigckpt.image;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Locale;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A locale is the JDK's canonical instance of its parts, which caches compare by identity.
 *
 * <p>A language tag would lose locales that are not well formed; the parts do not. One that a
 * thread is making, of which the constructor has not set anything yet, is plain data.
 */
final class LocaleHandler implements ObjectHandler {
  private static final Field BASE = JdkReflection.field(Locale.class, "baseLocale");
  private static final Field EXTENSIONS = JdkReflection.field(Locale.class, "localeExtensions");

  @Override
  public boolean handles(Class<?> type) {
    return type == Locale.class;
  }

  @Override
  public boolean carriesAll() {
    return true;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Locale locale = (Locale) object;
    boolean isBegun = JdkUnsafe.get(locale, BASE) == null;
    out.data().writeBoolean(isBegun);
    if (isBegun) {
      ObjectFields.capture(object, field -> true, out);
      return;
    }
    boolean plain = JdkUnsafe.get(locale, EXTENSIONS) == null;
    out.data().writeBoolean(plain);
    if (plain) {
      out.data().writeString(locale.getLanguage());
      out.data().writeString(locale.getScript());
      out.data().writeString(locale.getCountry());
      out.data().writeString(locale.getVariant());
    } else {
      out.data().writeString(locale.toLanguageTag());
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (in.data().readBoolean()) {
      return ObjectFields.allocate(type);
    }
    if (!in.data().readBoolean()) {
      return Locale.forLanguageTag(in.data().readString());
    }
    String language = in.data().readString();
    String script = in.data().readString();
    String country = in.data().readString();
    String variant = in.data().readString();
    return script.isEmpty()
        ? canonical(language, country, variant)
        : new Locale.Builder()
            .setLanguage(language)
            .setScript(script)
            .setRegion(country)
            .setVariant(variant)
            .build();
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (JdkUnsafe.get(object, BASE) == null) {
      ObjectFields.restore(object, field -> true, in);
    }
  }

  private static Object canonical(String language, String country, String variant) {
    Method getInstance =
        JdkReflection.method(Locale.class, "getInstance", String.class, String.class, String.class);
    return JdkReflection.call(getInstance, null, language, country, variant);
  }
}
