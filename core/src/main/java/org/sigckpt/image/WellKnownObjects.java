package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.sigckpt.internals.BoundSpecies;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.StaticFields;

/**
 * The JDK's own objects that every JVM has: those in static final fields of JDK classes, and the
 * elements of arrays in such fields (the cache of Integer).
 *
 * <p>They are written as a place and are the new JVM's own after a restart. An object in several
 * places is known by the first; a field counts before an array's element. The JDK fills some of its
 * arrays when an element is first asked for (cursors, font metrics), so an element is carried too,
 * and put there if the new JVM has none yet. Fields carried by name, strings (carried by value),
 * classes, threads, references and objects of other classes than the JDK's are left out.
 */
public final class WellKnownObjects {

  private final List<Object> objects = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  /** Collects them without knowing static fields from before. */
  static WellKnownObjects of(Collection<Class<?>> initialized, Set<Field> excluded) {
    return of(initialized, excluded, new StaticFields());
  }

  /**
   * Collects them.
   *
   * @param initialized initialised classes of the boot and platform loaders; none is initialised
   *     here, others are skipped
   * @param excluded static fields of the JDK that are carried by name, and their objects with them,
   *     but for constants such as Boolean.TRUE, which any field may hold
   */
  public static WellKnownObjects of(
      Collection<Class<?>> initialized, Set<Field> excluded, StaticFields statics) {
    WellKnownObjects known = new WellKnownObjects();
    IdentityTable seen = new IdentityTable();
    for (Field field : excluded) {
      Object value = field.getType().isPrimitive() ? null : JdkUnsafe.get(null, field);
      if (value != null && !isConstantOfItsClass(value)) {
        seen.put(value, System.identityHashCode(value), 1);
      }
    }
    List<Place> arrays = new ArrayList<>();
    List<Object[]> elements = new ArrayList<>();
    for (Class<?> type : initialized) {
      if (type.isHidden()
          || !JdkClasses.isJdk(type)
          || type.isArray()
          || Proxy.isProxyClass(type)
          || UNSAFE.shouldBeInitialized(type)) {
        continue;
      }
      for (Field field : statics.of(type)) {
        if (!isConstant(field) || excluded.contains(field)) {
          continue;
        }
        Object value = JdkUnsafe.get(null, field);
        Place place = new Place(type.getName(), field.getName(), -1);
        known.add(value, place, seen);
        if (value instanceof Object[] array) {
          arrays.add(place);
          elements.add(array);
        }
      }
    }
    for (int i = 0; i < arrays.size(); i++) {
      for (int k = 0; k < elements.get(i).length; k++) {
        Place array = arrays.get(i);
        Place place = new Place(array.className(), array.fieldName(), k);
        if (!isFilledLazily(elements.get(i)[k])) {
          known.add(elements.get(i)[k], place, seen);
        }
      }
    }
    return known;
  }

  /** Returns how many there are. */
  public int size() {
    return objects.size();
  }

  /** Returns whether the object itself is one of them; slow. */
  public boolean contains(Object object) {
    return objects.stream().anyMatch(known -> known == object);
  }

  Place at(int index) {
    return places.get(index);
  }

  void forEach(ObjIntConsumer<Object> action) {
    for (int i = 0; i < objects.size(); i++) {
      action.accept(objects.get(i), i);
    }
  }

  private void add(Object value, Place place, IdentityTable seen) {
    if (value == null || !isKind(value)) {
      return;
    }
    int hash = System.identityHashCode(value);
    if (seen.get(value, hash) == 0) {
      seen.put(value, hash, 1);
      objects.add(value);
      places.add(place);
    }
  }

  /** A carried field may hold such a one, but it belongs to its class. */
  private static boolean isConstantOfItsClass(Object value) {
    return value instanceof Enum
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof Number && value.getClass().getPackageName().equals("java.lang");
  }

  /** Arrays of method handles and their parts are caches, filled when one is needed. */
  private static boolean isFilledLazily(Object value) {
    return value != null
        && !(value instanceof Enum)
        && value.getClass().getPackageName().equals("java.lang.invoke");
  }

  private static boolean isConstant(Field field) {
    int modifiers = field.getModifiers();
    return Modifier.isFinal(modifiers) && !field.getType().isPrimitive();
  }

  private static boolean isKind(Object value) {
    return !(value instanceof String
            || value instanceof Class
            || value instanceof Thread
            || value instanceof Reference
            || value.getClass() == BoundSpecies.TYPE)
        && JdkClasses.isJdk(value.getClass());
  }

  /**
   * Where a well-known object is found.
   *
   * @param index of the element in the array that the field holds, or −1 for the field's own value
   */
  record Place(String className, String fieldName, int index) {

    /**
     * Returns this JVM's object of the place.
     *
     * @throws ImageRestoreException if there is none
     */
    Object resolve() {
      Object value = index < 0 ? ofField() : array()[index];
      if (value == null) {
        throw new ImageRestoreException(missing("null"));
      }
      return value;
    }

    /** Returns this JVM's object of the place, an array's element, or null. */
    Object present() {
      return array()[index];
    }

    /** Puts the object there, as the JDK does when it first makes one. */
    void fill(Object object) {
      array()[index] = object;
    }

    private Object[] array() {
      if (ofField() instanceof Object[] array && index < array.length) {
        return array;
      }
      throw new ImageRestoreException(missing("no array of that length"));
    }

    private Object ofField() {
      try {
        ClassLoader widest = ClassLoader.getSystemClassLoader();
        Class<?> owner = Class.forName(className, true, widest);
        initialiseHookOwners();
        return JdkUnsafe.get(null, JdkReflection.field(owner, fieldName));
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        throw new ImageRestoreException(missing("not there"), e);
      }
    }

    /** {@code Shutdown.hooks} is filled by the initialisers of the classes that own the hooks. */
    private void initialiseHookOwners() throws ClassNotFoundException {
      if (className.equals("java.lang.Shutdown")) {
        Class.forName("java.lang.ApplicationShutdownHooks");
        Class.forName("java.io.DeleteOnExitHook");
      }
    }

    private String missing(String observed) {
      return "Cannot restore the JDK's "
          + className
          + "."
          + fieldName
          + (index < 0 ? "" : "[" + index + "]")
          + " ("
          + observed
          + " in this JVM); restart with the JDK and the JVM flags of the checkpoint.";
    }
  }
}
