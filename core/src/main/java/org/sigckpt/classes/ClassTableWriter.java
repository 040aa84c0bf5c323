package org.sigckpt.classes;

import java.lang.reflect.Proxy;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.barrier.LambdaLog;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.internals.ClassStates;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Gives ids to the classes and loaders of an image and records how each comes back.
 *
 * <p>An id is taken before the class is described, because descriptions lead to other classes and
 * in circles: a custom class to its loader, the loader to its class, its parent and, through the
 * heap writer, to whatever it refers to. A class that can't be carried keeps its id and its reason;
 * every further {@link #idOf} throws it again, and {@link #toImage} refuses.
 *
 * <p><b>Stage and threads.</b> One coordinator thread, all participants held.
 */
public final class ClassTableWriter implements ClassTable {
  private static final ProtectionDomain NO_DOMAIN = Object.class.getProtectionDomain();

  private final Function<Class<?>, byte @Nullable []> originalBytes;
  private final ToLongFunction<Object> heapId;
  private final Function<ClassLoader, Class<?>[]> initiatedBy;
  private final Predicate<Class<?>> ours;
  private final ClassOrigins origins = new ClassOrigins();
  private final Map<Class<?>, Integer> ids = new HashMap<>();
  private final List<@Nullable ClassImage> classes = new ArrayList<>();
  private final IdentityHashMap<ClassLoader, Integer> loaderIndexes = new IdentityHashMap<>();
  private final List<@Nullable LoaderImage> loaders = new ArrayList<>();
  private final LayerWriter layers = new LayerWriter(this::loaderIndexOf);
  private final Map<Class<?>, UnsupportedOperationException> refusals = new HashMap<>();

  /**
   * Creates an empty table.
   *
   * @param originalBytes gives the class file as it was before weaving, null if nobody knows it;
   *     asked for the classes of custom loaders, generated classes, and hosts of unrecorded lambdas
   *     (null will do for hosts in the JDK)
   * @param heapId makes an object part of the image and returns its id; asked for loaders and
   *     protection domains, and may call back {@link #idOf}
   * @param initiatedBy {@code Instrumentation::getInitiatedClasses}
   * @param ours tells the checkpointer's own classes, which may not get into an image
   * @param appLoader the application class loader
   */
  public ClassTableWriter(
      Function<Class<?>, byte @Nullable []> originalBytes,
      ToLongFunction<Object> heapId,
      Function<ClassLoader, Class<?>[]> initiatedBy,
      Predicate<Class<?>> ours,
      ClassLoader appLoader) {
    this.originalBytes = originalBytes;
    this.heapId = heapId;
    this.initiatedBy = initiatedBy;
    this.ours = ours;
    for (int index = 0; index < LoaderImage.FIRST_CUSTOM; index++) {
      loaders.add(LoaderImage.builtIn(index));
    }
    loaderIndexes.put(ClassLoader.getPlatformClassLoader(), LoaderImage.PLATFORM);
    loaderIndexes.put(appLoader, LoaderImage.APP);
  }

  @Override
  public int idOf(Class<?> type) {
    Integer known = ids.get(type);
    if (known == null) {
      return add(type);
    }
    UnsupportedOperationException refusal = refusals.get(type);
    if (refusal != null) {
      throw refusal;
    }
    return known;
  }

  @Override
  public void met(ClassLoader loader) {
    loaderIndexOf(loader);
  }

  /** Returns the index of the loader, giving it one if it is new; null is the boot loader. */
  public int loaderIndexOf(@Nullable ClassLoader loader) {
    if (loader == null) {
      return LoaderImage.BOOT;
    }
    Integer known = loaderIndexes.get(loader);
    return known == null ? addLoader(loader) : known;
  }

  /** Returns the index of the layer, see {@link LayerImage}, giving it one if it is new. */
  int layerIndexOf(ModuleLayer layer) {
    return layers.indexOf(layer);
  }

  /** Returns the hashes of all classes and loaders so far. */
  public MirrorHashes hashes() {
    return MirrorHashes.capture(ids, loaderIndexes);
  }

  /**
   * Returns everything recorded so far, and the classes that the recorded loaders have initiated.
   *
   * @throws UnsupportedOperationException if a class was refused before
   */
  public ClassTableImage toImage() {
    for (int index = LoaderImage.FIRST_CUSTOM; index < loaders.size(); index++) {
      loaders.set(index, withInitiated(loaderAt(index)));
    }
    for (UnsupportedOperationException refusal : refusals.values()) {
      throw refusal;
    }
    return new ClassTableImage(List.copyOf(loaders), List.copyOf(classes), layers.layers());
  }

  // ---- classes ----

  private int add(Class<?> type) {
    classes.add(null);
    int id = classes.size();
    ids.put(type, id);
    try {
      classes.set(id - 1, describe(type));
    } catch (UnsupportedOperationException e) {
      refusals.put(type, e);
      throw e;
    }
    return id;
  }

  private ClassImage describe(Class<?> type) {
    if (type.isPrimitive()) {
      return ClassImage.named(ClassKind.PRIMITIVE, type.getName(), LoaderImage.BOOT);
    }
    if (type.isArray()) {
      int componentId = idOf(type.getComponentType());
      return ClassImage.array(type.getName(), LoaderImage.BOOT, componentId);
    }
    if (ours.test(type)) {
      throw cannot(type, "it is the checkpointer's own", "report this as a defect of sigckpt");
    }
    if (type.isHidden()) {
      return describeHidden(type);
    }
    if (Proxy.isProxyClass(type)) {
      int loader = loaderIndexOf(type.getClassLoader());
      return ClassImage.proxy(ClassKind.PROXY, type.getName(), loader, interfaceIdsOf(type));
    }
    return describeOrdinary(type);
  }

  private ClassImage describeOrdinary(Class<?> type) {
    int loader = loaderIndexOf(type.getClassLoader());
    return switch (loader) {
      case LoaderImage.BOOT -> ClassImage.named(ClassKind.BOOT, type.getName(), loader);
      case LoaderImage.PLATFORM -> ClassImage.named(ClassKind.PLATFORM, type.getName(), loader);
      case LoaderImage.APP ->
          origins.canBeFoundAgain(type) ? describeFound(type) : describeBytes(ClassKind.APP, type);
      default -> describeCustom(type);
    };
  }

  private ClassImage describeFound(Class<?> type) {
    return new ClassImage(
        ClassKind.APP,
        type.getName(),
        LoaderImage.APP,
        isInitialised(type),
        isFailed(type),
        isRegisteredLoader(type),
        0,
        List.of(),
        0,
        0,
        null,
        null,
        null);
  }

  private ClassImage describeCustom(Class<?> type) {
    Module module = type.getModule();
    if (module.isNamed()) {
      if (module.getLayer() == null) {
        throw cannot(
            type,
            "it is in module " + module.getName() + ", which the JDK made and put into no layer",
            "run the program from the class path");
      }
      layers.indexOf(module.getLayer());
    }
    return describeBytes(ClassKind.CUSTOM, type);
  }

  private ClassImage describeBytes(ClassKind kind, Class<?> type) {
    byte[] bytes = originalBytes.apply(type);
    if (bytes == null) {
      throw cannot(
          type,
          "the bytes it was defined from are not known",
          "start the agent with -javaagent, before other agents");
    }
    Class<?> parent = type.getSuperclass();
    return new ClassImage(
        kind,
        type.getName(),
        loaderIndexOf(type.getClassLoader()),
        isInitialised(type),
        isFailed(type),
        isRegisteredLoader(type),
        parent == null ? 0 : idOf(parent),
        interfaceIdsOf(type),
        0,
        domainIdOf(type),
        bytes,
        null,
        null);
  }

  private long domainIdOf(Class<?> type) {
    ProtectionDomain domain = type.getProtectionDomain();
    return domain == null || domain == NO_DOMAIN ? 0 : heapId.applyAsLong(domain);
  }

  private List<Integer> interfaceIdsOf(Class<?> type) {
    return idsOf(List.of(type.getInterfaces()));
  }

  private List<Integer> idsOf(List<Class<?>> types) {
    List<Integer> typeIds = new ArrayList<>(types.size());
    for (Class<?> type : types) {
      typeIds.add(idOf(type));
    }
    return List.copyOf(typeIds);
  }

  private boolean isInitialised(Class<?> type) {
    return ProgramClasses.isProgramClass(type, ours) && !JdkUnsafe.UNSAFE.shouldBeInitialized(type);
  }

  private boolean isFailed(Class<?> type) {
    return ProgramClasses.isProgramClass(type, ours) && ClassStates.isFailed(type);
  }

  private static boolean isRegisteredLoader(Class<?> type) {
    return ClassLoader.class.isAssignableFrom(type) && LoaderState.isRegistered(type);
  }

  // ---- hidden classes ----

  private ClassImage describeHidden(Class<?> type) {
    HiddenLog.Definition definition = HiddenLog.of(type);
    if (definition != null) {
      return HandleProxies.isProxy(type)
          ? ClassImage.proxy(
              ClassKind.HANDLE_PROXY,
              type.getName(),
              loaderIndexOf(type.getClassLoader()),
              interfaceIdsOf(type))
          : describeDefined(type, definition);
    }
    LambdaRecipe recipe = recipeOf(type);
    LambdaImage lambda = new LambdaWriter(this).write(recipe);
    return ClassImage.lambda(type.getName(), loaderIndexOf(type.getClassLoader()), lambda);
  }

  /** Class data and statics may lead back here; the id has been given. */
  private ClassImage describeDefined(Class<?> type, HiddenLog.Definition definition) {
    int host = idOf(definition.host());
    long state = heapId.applyAsLong(HiddenState.capture(type));
    Class<?> parent = type.getSuperclass();
    return new ClassImage(
        ClassKind.HIDDEN,
        type.getName(),
        loaderIndexOf(type.getClassLoader()),
        !JdkUnsafe.UNSAFE.shouldBeInitialized(type),
        false,
        isRegisteredLoader(type),
        parent == null ? 0 : idOf(parent),
        interfaceIdsOf(type),
        0,
        domainIdOf(type),
        definition.bytes(),
        null,
        new HiddenImage(host, definition.flags(), state));
  }

  private LambdaRecipe recipeOf(Class<?> type) {
    Object metafactory = LambdaLog.metafactoryOf(type);
    if (metafactory != null) {
      return LambdaMetafactoryFields.recipeOf(metafactory);
    }
    Class<?> host = hostOf(type);
    byte[] bytes = hostBytes(host);
    if (bytes == null) {
      throw cannot(
          type,
          "it was made before the agent started, and the class file of its host is not known",
          "start the agent with -javaagent, before other agents");
    }
    return LambdaSites.recipeOf(type, host, bytes);
  }

  private byte @Nullable [] hostBytes(Class<?> host) {
    byte[] bytes = originalBytes.apply(host);
    return bytes == null ? JdkClassFiles.of(host) : bytes;
  }

  /** A proxy's name is its host's, then {@code $$Lambda}, in JDK 17 to 25. */
  private static Class<?> hostOf(Class<?> type) {
    int end = type.getName().indexOf("$$Lambda");
    if (end > 0) {
      try {
        return Class.forName(type.getName().substring(0, end), false, type.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw cannot(type, "its host class is missing", "keep lambdas out of hidden classes");
      }
    }
    throw cannot(
        type,
        "it is a hidden class",
        "define it as an ordinary class, or drop its objects before the checkpoint");
  }

  private static UnsupportedOperationException cannot(Class<?> type, String why, String remedy) {
    return new UnsupportedOperationException(
        "Cannot checkpoint class " + type.getName() + ": " + why + "; " + remedy + ".");
  }

  // ---- loaders ----

  private int addLoader(ClassLoader loader) {
    Class<?> type = loader.getClass();
    if (ours.test(type) || !LoaderState.librariesOf(loader).isEmpty()) {
      throw cannotLoader(loader);
    }
    int index = loaders.size();
    loaders.add(null);
    loaderIndexes.put(loader, index);
    loaders.set(
        index,
        new LoaderImage(
            index,
            idOf(type),
            heapId.applyAsLong(loader),
            loaderIndexOf(LoaderState.parentOf(loader)),
            LoaderState.isParallelCapable(loader),
            LoaderState.nameOf(loader),
            LoaderState.nameAndIdOf(loader),
            List.of()));
    return index;
  }

  private UnsupportedOperationException cannotLoader(ClassLoader loader) {
    boolean own = ours.test(loader.getClass());
    return new UnsupportedOperationException(
        "Cannot checkpoint class loader "
            + LoaderState.nameAndIdOf(loader)
            + (own
                ? ": it is the checkpointer's own; report this as a defect of sigckpt."
                : ": it has loaded native libraries "
                    + LoaderState.librariesOf(loader)
                    + "; load them from classes of the class path."));
  }

  private LoaderImage loaderAt(int index) {
    LoaderImage image = loaders.get(index);
    if (image == null) {
      throw new UnsupportedOperationException(
          "Cannot checkpoint class loader " + index + ": it was refused before.");
    }
    return image;
  }

  private LoaderImage withInitiated(LoaderImage image) {
    List<Integer> initiated = new ArrayList<>();
    for (Class<?> type : initiatedBy.apply(loaderOf(image.index()))) {
      if (isInitiated(type, image.index())) {
        initiated.add(idOf(type));
      }
    }
    return new LoaderImage(
        image.index(),
        image.classId(),
        image.heapId(),
        image.parentIndex(),
        image.parallelCapable(),
        image.name(),
        image.nameAndId(),
        List.copyOf(initiated));
  }

  private boolean isInitiated(Class<?> type, int index) {
    return !type.isArray()
        && !type.isPrimitive()
        && !type.isHidden()
        && !Proxy.isProxyClass(type)
        && !ours.test(type)
        && loaderIndexOf(type.getClassLoader()) != index;
  }

  private ClassLoader loaderOf(int index) {
    for (Map.Entry<ClassLoader, Integer> entry : loaderIndexes.entrySet()) {
      if (entry.getValue() == index) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("No class loader has index " + index + ".");
  }
}
