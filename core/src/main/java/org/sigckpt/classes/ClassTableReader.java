package org.sigckpt.classes;

import java.lang.reflect.Proxy;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.internals.BoundSpecies;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Finds or makes the classes and loaders of an image in this JVM.
 *
 * <p>The program's own loaders come back in two steps. Here they are raw objects: no constructor
 * has run, and {@link LoaderState} tells which fields they have. Their classes are defined from the
 * recorded bytes, superclass and interfaces first, without asking the loader. Later the heap reader
 * fills the loaders' other fields from the image; only then may their own {@code loadClass} run.
 *
 * <p>In between the VM itself calls {@code loader.loadClass(name)}, for each class that a
 * definition or its verification names and that the loader did not define. The weaver has put
 * {@code RestartGate.load} in front of those methods; {@link ClassLoadResolver} answers it from
 * this table. The VM remembers each answer for good, so it must be the one of the first life: the
 * table has the list of what the loader had initiated.
 *
 * <p>Everything is made on demand and once. A protection domain is an object of the image that must
 * exist when a class is defined: it is pre-made like the loaders.
 *
 * <p><b>Stage and threads.</b> One coordinator thread, before any program code runs.
 */
public final class ClassTableReader {
  private static final Map<String, Class<?>> PRIMITIVES = new HashMap<>();

  static {
    for (Class<?> type :
        List.<Class<?>>of(
            boolean.class,
            byte.class,
            char.class,
            short.class,
            int.class,
            long.class,
            float.class,
            double.class,
            void.class)) {
      PRIMITIVES.put(type.getName(), type);
    }
  }

  private final ClassTableImage image;
  private final @Nullable Class<?>[] classes;
  private final @Nullable ClassLoader[] loaders;
  private final IdentityHashMap<ClassLoader, Integer> loaderIndexes = new IdentityHashMap<>();
  private final LayerReader layers;
  private final MirrorHashes hashes;
  private final HiddenClasses hiddenClasses;
  private final Map<Long, Object> preMade = new HashMap<>();

  /**
   * Creates a reader; nothing is loaded yet.
   *
   * @param appLoader stands for the application loader of the first life
   * @param hashes are given to classes and loaders before anybody else sees them
   */
  public ClassTableReader(
      ClassTableImage image,
      ClassLoader appLoader,
      MirrorHashes hashes,
      HiddenClasses hiddenClasses) {
    this.image = image;
    this.hiddenClasses = hiddenClasses;
    this.hashes = hashes;
    classes = new Class<?>[image.classes().size()];
    loaders = new ClassLoader[image.loaders().size()];
    loaders[LoaderImage.PLATFORM] = ClassLoader.getPlatformClassLoader();
    loaders[LoaderImage.APP] = appLoader;
    layers = new LayerReader(image.layers(), this::loader);
  }

  /**
   * Makes every class and loader of the table.
   *
   * @return the objects that exist before the heap is read, by heap id: the program's loaders and
   *     protection domains; the heap reader fills their fields, {@link LoaderState#VM_OWNED_FIELDS}
   *     left out
   * @throws IllegalStateException if a class is missing or does not fit (message: remedy)
   */
  public Map<Long, Object> makeAll() {
    for (int index = LoaderImage.FIRST_CUSTOM; index < loaders.length; index++) {
      loader(index);
    }
    makeAll(false);
    // What is spun makes the VM look at other classes, which must have been made before.
    makeAll(true);
    return Map.copyOf(preMade);
  }

  private void makeAll(boolean spun) {
    for (int id = 1; id <= classes.length; id++) {
      ClassKind kind = image.classOf(id).kind();
      if (spun || kind.ordinal() < ClassKind.LAMBDA.ordinal()) {
        get(id);
      }
    }
  }

  /**
   * Makes the classes that were initialised so again; their {@code <clinit>} must have been taken
   * out when they were loaded. To be called when all classes are there and before statics are set,
   * with those that their own threads are initialising passing for initialised.
   */
  public void initialise() {
    for (int id = 1; id <= classes.length; id++) {
      if (image.classOf(id).carriesStatics()) {
        JdkUnsafe.UNSAFE.ensureClassInitialized(get(id));
      }
    }
  }

  /**
   * Returns the class with this id, which starts at 1.
   *
   * @throws IllegalStateException if it is missing or does not fit (message: remedy)
   */
  public Class<?> get(int id) {
    Class<?> known = classes[id - 1];
    return known == null ? make(id) : known;
  }

  /** Gives hidden classes their class data and static fields. */
  public void restoreHidden(LongFunction<Object> heap) {
    for (int id = 1; id <= classes.length; id++) {
      ClassImage entry = image.classOf(id);
      HiddenImage hidden = entry.hidden();
      if (hidden != null) {
        Object[] state = (Object[]) heap.apply(hidden.stateHeapId());
        HiddenState.restore(get(id), entry.initialised(), state);
      }
    }
  }

  /** Returns the index of a loader that is made already, or -1 for one the table does not know. */
  public int indexOf(@Nullable ClassLoader loader) {
    if (loader == null) {
      return LoaderImage.BOOT;
    }
    for (int index = 0; index < loaders.length; index++) {
      if (loaders[index] == loader) {
        return index;
      }
    }
    return -1;
  }

  /** Returns the loader with this index; null is the boot loader. */
  public @Nullable ClassLoader loader(int index) {
    ClassLoader known = loaders[index];
    return known == null && index != LoaderImage.BOOT ? makeLoader(index) : known;
  }

  /** Returns the module layer with this index. */
  ModuleLayer layer(int index) {
    return layers.layer(index);
  }

  /** Returns the index of one of the program's own loaders, or −1. */
  int customIndexOf(ClassLoader loader) {
    return loaderIndexes.getOrDefault(loader, -1);
  }

  ClassTableImage image() {
    return image;
  }

  private Class<?> make(int id) {
    ClassImage entry = image.classOf(id);
    Class<?> made =
        switch (entry.kind()) {
          case PRIMITIVE -> primitive(entry);
          case ARRAY -> get(entry.componentId()).arrayType();
          case BOOT ->
              BoundSpecies.isSpecies(entry.name())
                  ? BoundSpecies.classOf(entry.name())
                  : find(entry);
          case PLATFORM -> find(entry);
          case APP -> entry.bytes() == null ? find(entry) : define(id, entry);
          case CUSTOM -> define(id, entry);
          case LAMBDA -> lambda(entry);
          case PROXY -> proxy(entry);
          case HIDDEN -> hidden(id, entry);
          case HANDLE_PROXY -> HandleProxies.classFor(get(entry.interfaceIds().get(0)));
        };
    if (classes[id - 1] == null) {
      hashes.applyTo(made, id);
      classes[id - 1] = made;
      registerParallel(entry, made);
    }
    return get(id);
  }

  private static Class<?> primitive(ClassImage entry) {
    Class<?> type = PRIMITIVES.get(entry.name());
    if (type == null) {
      throw new IllegalStateException("Cannot restart: no primitive type " + entry.name() + ".");
    }
    return type;
  }

  private Class<?> find(ClassImage entry) {
    try {
      return Class.forName(entry.name(), false, loader(entry.loaderIndex()));
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          "Cannot restart: class "
              + entry.name()
              + (entry.kind() == ClassKind.APP
                  ? " is not on the class path; put the program's jars and folders back where they"
                      + " were at the checkpoint."
                  : " is not in this JDK; restart with the JDK and the modules (--add-modules,"
                      + " --limit-modules) of the first life."),
          e);
    }
  }

  private Class<?> define(int id, ClassImage entry) {
    if (entry.superId() != 0) {
      get(entry.superId());
    }
    entry.interfaceIds().forEach(this::get);
    ProtectionDomain domain = domain(entry.domainHeapId());
    Class<?> known = classes[id - 1];
    return known != null ? known : defineNow(entry, domain);
  }

  private Class<?> defineNow(ClassImage entry, @Nullable ProtectionDomain domain) {
    layers.prepare(entry.loaderIndex());
    try {
      return SharedSecrets.getJavaLangAccess()
          .defineClass(loader(entry.loaderIndex()), entry.name(), entry.bytes(), domain, null);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Cannot restart: class "
              + entry.name()
              + " of loader "
              + image.loaders().get(entry.loaderIndex()).nameAndId()
              + " can't be defined ("
              + e
              + "); restart with the class path and the JDK of the first life.",
          e);
    }
  }

  private @Nullable ProtectionDomain domain(long heapId) {
    return heapId == 0
        ? null
        : (ProtectionDomain)
            preMade.computeIfAbsent(heapId, key -> LoaderState.allocate(ProtectionDomain.class));
  }

  private Class<?> lambda(ClassImage entry) {
    LambdaImage lambda = entry.lambda();
    if (lambda == null) {
      throw new IllegalStateException("Cannot restart: no recipe for " + entry.name() + ".");
    }
    return new LambdaReader(this::get).read(lambda).spin();
  }

  /** Of the class data the VM gets to know when the heap is there, see {@link HiddenState}. */
  private Class<?> hidden(int id, ClassImage entry) {
    if (entry.superId() != 0) {
      get(entry.superId());
    }
    entry.interfaceIds().forEach(this::get);
    HiddenImage hidden = entry.hidden();
    byte[] original = entry.bytes();
    if (hidden == null || original == null) {
      throw new IllegalStateException("Cannot restart: no class file for " + entry.name() + ".");
    }
    Class<?> host = get(hidden.hostId());
    Class<?> known = classes[id - 1];
    return known != null ? known : defineHidden(entry, host, original, hidden.flags());
  }

  private Class<?> defineHidden(ClassImage entry, Class<?> host, byte[] original, int flags) {
    byte[] bytes = hiddenClasses.bytes(host, entry.name(), original);
    String name = entry.name().substring(0, entry.name().lastIndexOf('/'));
    try {
      Class<?> made =
          SharedSecrets.getJavaLangAccess()
              .defineClass(
                  host.getClassLoader(),
                  host,
                  name,
                  bytes,
                  domain(entry.domainHeapId()),
                  false,
                  flags,
                  null);
      HiddenLog.record(made, new HiddenLog.Definition(host, original, flags));
      hiddenClasses.defined(entry, made);
      return made;
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Cannot restart: hidden class "
              + entry.name()
              + " can't be defined ("
              + e
              + "); restart with the class path and the JDK of the first life.",
          e);
    }
  }

  @SuppressWarnings("deprecation") // The other way, newProxyInstance, would run its class's <init>.
  private Class<?> proxy(ClassImage entry) {
    Class<?>[] interfaces = entry.interfaceIds().stream().map(this::get).toArray(Class<?>[]::new);
    ProxyNames.next(entry.name());
    return Proxy.getProxyClass(loader(entry.loaderIndex()), interfaces);
  }

  private static void registerParallel(ClassImage entry, Class<?> type) {
    if (entry.parallelRegistered()) {
      registerWithParents(type);
    }
  }

  private static void registerWithParents(Class<?> type) {
    if (type != ClassLoader.class && !LoaderState.isRegistered(type)) {
      registerWithParents(type.getSuperclass());
      LoaderState.register(type);
    }
  }

  private ClassLoader makeLoader(int index) {
    LoaderImage entry = image.loaders().get(index);
    Class<?> type = get(entry.classId());
    ClassLoader parent = loader(entry.parentIndex());
    ClassLoader made = LoaderState.allocate(type, entry, parent);
    hashes.applyTo(made, index);
    loaders[index] = made;
    loaderIndexes.put(made, index);
    preMade.put(entry.heapId(), made);
    return made;
  }
}
