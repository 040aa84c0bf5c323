package org.sigckpt.classes;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sigckpt.classes.CarriedStatics.Way;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.StaticFields;

/**
 * Decides which static fields are carried: all of the program's initialised classes, and of the JDK
 * what {@link CarriedStatics} lists.
 *
 * <p>The fields of a class that is not initialised are left out: its {@code <clinit>} runs in the
 * restarted JVM, as it would have in the first life. Of the JDK's classes the owner must be
 * initialised ({@code Unsafe.ensureClassInitialized}) before its field is written at restart.
 */
public final class StaticState {
  private final Predicate<Class<?>> ours;
  private final StaticFields statics;

  /**
   * Creates the rule.
   *
   * @param ours tells the checkpointer's own classes
   */
  public StaticState(Predicate<Class<?>> ours, StaticFields statics) {
    this.ours = ours;
    this.statics = statics;
  }

  /**
   * Returns the static fields that are written at restart, primitive ones and finals included.
   *
   * @param loaded as {@code Instrumentation.getAllLoadedClasses} gives them
   * @return in the order of {@code loaded}; fresh Field objects that reflection's filters don't
   *     apply to, to be used with {@code JdkUnsafe}
   */
  public List<Field> carriedFields(Class<?>[] loaded) {
    return carried(loaded, Way.FIELD);
  }

  /**
   * Returns JDK static final fields whose object is filled at restart: it is written by value, as a
   * root; the reader takes the new JVM's object in the same field as the instance to fill.
   */
  public List<Field> carriedContents(Class<?>[] loaded) {
    return carried(loaded, Way.CONTENT);
  }

  private List<Field> carried(Class<?>[] loaded, Way way) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (mayHaveStatics(type) && !JdkUnsafe.UNSAFE.shouldBeInitialized(type)) {
        addStatics(type, way, fields);
      }
    }
    return fields;
  }

  private boolean mayHaveStatics(Class<?> type) {
    return !type.isArray()
        && !type.isPrimitive()
        && (ProgramClasses.isProgramClass(type, ours) || isListed(type));
  }

  private static boolean isListed(Class<?> type) {
    return JdkClasses.isJdk(type)
        && (isOfWholeModule(type) || !CarriedStatics.of(type.getName()).isEmpty());
  }

  private void addStatics(Class<?> type, Way way, List<Field> fields) {
    for (Field field : statics.of(type)) {
      if (wayOf(type, field) == way) {
        fields.add(field);
      }
    }
  }

  private static @Nullable Way wayOf(Class<?> type, Field field) {
    if (!JdkClasses.isJdk(type)) {
      return Way.FIELD;
    }
    if (isOfWholeModule(type)) {
      return isConstant(field) ? null : Way.FIELD;
    }
    return CarriedStatics.of(type.getName()).get(field.getName());
  }

  /** JDK constants are compiled into code; and some types only describe the JVM. */
  private static boolean isConstant(Field field) {
    Class<?> type = field.getType();
    Class<?> element = type.isArray() ? type.getComponentType() : type;
    boolean plain = type.isPrimitive() || type == String.class;
    return (plain && Modifier.isFinal(field.getModifiers()))
        || CarriedStatics.NEVER.contains(element.getName());
  }

  private static boolean isOfWholeModule(Class<?> type) {
    return type.getModule().isNamed()
        && !type.isHidden()
        && CarriedStatics.WHOLE_MODULES.contains(type.getModule().getName());
  }
}
