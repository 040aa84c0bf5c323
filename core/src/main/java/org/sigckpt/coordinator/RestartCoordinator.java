package org.sigckpt.coordinator;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.sigckpt.barrier.Clock;
import org.sigckpt.barrier.NotNowException;
import org.sigckpt.barrier.Operation;
import org.sigckpt.barrier.Participant;
import org.sigckpt.barrier.Rendezvous;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.classes.ClassImage;
import org.sigckpt.classes.ClassLoadResolver;
import org.sigckpt.classes.ClassTableFormat;
import org.sigckpt.classes.ClassTableImage;
import org.sigckpt.classes.ClassTableReader;
import org.sigckpt.classes.HiddenClasses;
import org.sigckpt.classes.LinkedSites;
import org.sigckpt.classes.ModuleHandler;
import org.sigckpt.classes.NativeLibraries;
import org.sigckpt.classes.SystemProperties;
import org.sigckpt.classes.VmState;
import org.sigckpt.coordinator.ProcessImage.HeldContent;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;
import org.sigckpt.image.BufferMemory;
import org.sigckpt.image.Crew;
import org.sigckpt.image.HeapImageReader;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.PartSource;
import org.sigckpt.image.StandardHandlers;
import org.sigckpt.internals.ClassStates;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.resource.FilePolicy;
import org.sigckpt.resource.FileResources;
import org.sigckpt.resource.RestoredClassPath;
import org.sigckpt.resource.SocketPolicy;
import org.sigckpt.resource.SocketResources;
import org.sigckpt.stack.FrameImage;
import org.sigckpt.stack.FrameKind;
import org.sigckpt.stack.ResumeMap;
import org.sigckpt.stack.ResumeMethod;
import org.sigckpt.stack.ResumeMethods;
import org.sigckpt.stack.ResumePoint;
import org.sigckpt.stack.StackRestore;
import org.sigckpt.statefile.Meta;
import org.sigckpt.statefile.SectionKind;
import org.sigckpt.statefile.Statefile;

/**
 * Makes the program of a statefile live again in this JVM.
 *
 * <pre>
 *   class path -- resume points -- classes and loaders -- heap, statics -- clock, properties
 *      -- threads: linked, started, rebuilt -- all at the rendezvous -- released
 * </pre>
 *
 * <p>Nothing of the program runs before the last step: classes come back initialised, loaders
 * answer from the table, objects are made without constructors. The order of the first steps is
 * forced: a class gets its resume methods while it is defined, so the frames are read before the
 * classes, and objects are allocated from classes.
 *
 * <p><b>Stage and threads.</b> On the new JVM's main thread, which then runs the frames of the
 * program's main thread.
 */
public final class RestartCoordinator {
  private static final long GIVE_UP_NANOS = 120_000_000_000L;
  private static final long NANOS_PER_THREAD = 10_000_000;
  private static final long LOOK_NANOS = 200_000;
  private static final MethodHandle GO_ON = goOnHandle();

  /** Where a class is: its loader's index, and its internal name. */
  private record Site(int loaderIndex, String internalName) {}

  private final GraphFile graph = GraphFile.wanted(".after");
  private final Statefile statefile;
  private final Meta meta;
  private final Jvm jvm;
  private final ResumeMap resumeMap;
  private final Map<Site, List<ResumePoint>> points = new HashMap<>();
  private final Map<ResumePoint, ResumeMethod> resumeMethods = new ConcurrentHashMap<>();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
  private final Set<Site> initialised = new HashSet<>();
  private final Set<Site> failed = new HashSet<>();
  private final SocketResources sockets = new SocketResources(SocketPolicy.FAIL);
  private final ProcessImage process;
  private final List<RestartBuffer> buffers;
  private final Thread mainThread;
  private final ThreadHandler threads;
  private ClassTableReader classes;
  private HeapImageReader heap;

  /** What their own threads initialise when all objects are there, or what then fails. */
  private ClassStates inProgress;

  /**
   * @param meta of the statefile, which has passed its checks
   * @param resumeMap gets the resume methods, for later captures
   */
  public RestartCoordinator(Statefile statefile, Meta meta, Jvm jvm, ResumeMap resumeMap)
      throws IOException {
    this.statefile = statefile;
    this.meta = meta;
    this.jvm = jvm;
    this.resumeMap = resumeMap;
    this.process = ProcessImage.fromBytes(statefile.bytes(SectionKind.RESOURCES));
    this.buffers = RestartBufferFormat.read(statefile.bytes(SectionKind.THREADS));
    RebuildStack.continueFrom(process.stackKib());
    this.mainThread = needsHeir(buffers) ? Succession.unborn() : Thread.currentThread();
    this.threads = new ThreadHandler(mainThread, Set.of());
  }

  /** Whose stack begins with a method called main is the main thread. */
  private static boolean needsHeir(List<RestartBuffer> buffers) {
    for (RestartBuffer buffer : buffers) {
      List<FrameRecord> frames = buffer.frames();
      if (!frames.isEmpty() && frames.get(0).method().equals("main")) {
        return RebuildStack.needsHeir(frames);
      }
    }
    return false;
  }

  /** Returns the thread that the program's main thread becomes. */
  public Thread mainThread() {
    return mainThread;
  }

  /** Returns the agent's options of the program's first life, or null. */
  public String optionText() {
    return process.optionText();
  }

  /** Returns the folder in which relative paths of the options hold. */
  public Path workingDirectory() {
    return Path.of(process.workingDirectory());
  }

  /** Returns the system properties before the program ran, in its first life. */
  public Map<String, String> initialProperties() {
    return process.initialProperties();
  }

  /**
   * Restores everything and starts all threads but the main one; they gather at the rendezvous.
   *
   * @param released runs on a thread of ours when all threads have been released
   * @return the stack of the main thread, or null if it had ended
   */
  public RestartGate.Entry restart(Runnable released) throws Throwable {
    Properties fresh = (Properties) System.getProperties().clone();
    RestoredClassPath classPath = process.classPath().restore(statefile);
    extendClassPath(classPath);
    // JDK classes look at them when they are initialised, as they did in the first life.
    SystemProperties.setProgramOwned(process.properties());
    NativeLibraries.load(process.libraries());
    ClassTableImage table = ClassTableFormat.fromBytes(statefile.bytes(SectionKind.CLASSES));
    MirrorHashes hashes = MirrorHashes.fromBytes(statefile.bytes(SectionKind.HASHES));
    hashes.applyToPlatform();
    classes =
        new ClassTableReader(table, ClassLoader.getSystemClassLoader(), hashes, hiddenClasses());
    prepareClasses(table, buffers);
    hashes.applyToTools();
    RestartGate.resolveClassesBy(new ClassLoadResolver(classes));
    Map<Long, Object> preMade = new HashMap<>(classes.makeAll());
    inProgress = new ClassStates(uninitialisedClasses(table));
    classes.initialise();
    for (HeldContent held : process.heldContents()) {
      preMade.put(held.heapId(), contentOf(held));
    }
    readHeap(preMade, classPath);
    classes.restoreHidden(heap::get);
    Object[] attached = (Object[]) heap.get(process.attachedId());
    VmState vmState = new VmState((Object[]) attached[0]);
    vmState.restore();
    LinkedSites.restore((Object[]) attached[1]);
    RestartGate.resolveClassesBy(null);
    restoreProperties(fresh);
    Clock.continueFrom(meta.origin().nanoTime());
    ThreadIds.continueFrom(process.nextThreadId());
    jvm.dropConstantsOf(heap.constantOwners());
    heap.mendHashTables();
    return startThreads(vmState, released);
  }

  private static void extendClassPath(RestoredClassPath classPath) {
    ClassLoader app = ClassLoader.getSystemClassLoader();
    Method append =
        JdkReflection.method(app.getClass(), "appendToClassPathForInstrumentation", String.class);
    for (Path entry : classPath.entries()) {
      JdkReflection.call(append, app, entry.toString());
    }
  }

  // ---- classes ----------------------------------------------------------------------------------

  private void prepareClasses(ClassTableImage table, List<RestartBuffer> buffers) {
    for (ClassImage image : table.classes()) {
      if (image.carriesStatics()) {
        initialised.add(siteOf(image));
      }
      if (image.failed()) {
        failed.add(siteOf(image));
      }
    }
    for (RestartBuffer buffer : buffers) {
      for (FrameRecord frame : buffer.frames()) {
        if (frame.kind() == FrameKind.BYTECODE) {
          ClassImage owner = table.classOf(frame.classId());
          String name = owner.name().replace('.', '/');
          List<ResumePoint> known = points.computeIfAbsent(siteOf(owner), key -> new ArrayList<>());
          ResumePoint point =
              new ResumePoint(name, frame.method(), frame.descriptor(), frame.bci());
          if (!known.contains(point)) {
            known.add(point);
          }
        }
      }
    }
    points.values().forEach(known -> known.sort(null));
    Jvm.RestoredClasses restored =
        new Jvm.RestoredClasses(this::comesInitialised, this::fails, this::addResumes);
    jvm.restartWith(restored, loadedWithout());
    // Adding resume methods has loaded classes itself, which the VM does not pass to be changed.
    List<Class<?>> missed = loadedWithout();
    if (!missed.isEmpty()) {
      jvm.restartWith(restored, missed);
    }
  }

  /** Returns those of which there may be objects all the same. */
  private List<Class<?>> uninitialisedClasses(ClassTableImage table) {
    List<Class<?>> found = new ArrayList<>();
    for (int id = 1; id <= table.classes().size(); id++) {
      if (table.classOf(id).failed()) {
        found.add(classes.get(id));
      }
    }
    for (RestartBuffer buffer : buffers) {
      for (FrameRecord frame : buffer.frames()) {
        if (frame.method().equals("<clinit>")) {
          found.add(classes.get(frame.classId()));
        }
      }
    }
    return found;
  }

  /** Returns the loaded classes that frames are in and that have no resume methods yet. */
  private List<Class<?>> loadedWithout() {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> type : jvm.loadedClasses()) {
      int loader = classes.indexOf(type.getClassLoader());
      List<ResumePoint> wanted = points.get(new Site(loader, type.getName().replace('.', '/')));
      if (loader >= 0 && wanted != null && !resumeMethods.keySet().containsAll(wanted)) {
        found.add(type);
      }
    }
    return found;
  }

  private HiddenClasses hiddenClasses() {
    return new HiddenClasses() {
      @Override
      public byte[] bytes(Class<?> host, String name, byte[] original) {
        return jvm.restoredBytes(host, name.replace('.', '/'), original);
      }

      @Override
      public void defined(ClassImage image, Class<?> type) {
        String now = type.getName().replace('.', '/');
        List<ResumeMethod> methods = new ArrayList<>();
        for (ResumePoint point : points.getOrDefault(siteOf(image), List.of())) {
          ResumeMethod method = resumeMethods.get(point);
          if (method != null) {
            methods.add(method.ownedBy(now));
          }
        }
        methods.forEach(method -> resumeMethods.put(method.point(), method));
        resumeMap.register(type.getClassLoader(), methods);
      }
    };
  }

  private static Site siteOf(ClassImage image) {
    return new Site(image.loaderIndex(), image.name().replace('.', '/'));
  }

  private boolean comesInitialised(ClassLoader loader, String internalName) {
    return initialised.contains(new Site(classes.indexOf(loader), internalName));
  }

  private boolean fails(ClassLoader loader, String internalName) {
    return failed.contains(new Site(classes.indexOf(loader), internalName));
  }

  private byte[] addResumes(ClassLoader loader, String internalName, byte[] woven) {
    List<ResumePoint> wanted = points.get(new Site(classes.indexOf(loader), internalName));
    if (wanted == null) {
      return woven;
    }
    ResumeMethods.Resumable resumable;
    try {
      resumable = ResumeMethods.add(woven, loader, wanted);
    } catch (RuntimeException e) {
      failures.put(internalName, e);
      return woven;
    }
    resumeMap.register(loader, resumable.methods());
    for (ResumeMethod method : resumable.methods()) {
      resumeMethods.put(method.point(), method);
    }
    return resumable.classFile();
  }

  // ---- heap -------------------------------------------------------------------------------------

  private void readHeap(Map<Long, Object> preMade, RestoredClassPath classPath) throws IOException {
    List<ObjectHandler> handlers = new ArrayList<>();
    handlers.add(threads);
    handlers.add(ModuleHandler.restoring(classes));
    handlers.addAll(FileResources.handlers(FilePolicy.TRUNCATE, classPath::relocate, sockets));
    handlers.addAll(StandardHandlers.list(new BufferMemory()));
    try (Crew crew = Crews.start();
        ReadableByteChannel map = statefile.channel(SectionKind.HEAPMAP)) {
      PartSource parts =
          (offset, to, crc32c) -> statefile.read(SectionKind.HEAP, offset, to, crc32c);
      heap = new HeapImageReader(parts, map, classes::get, preMade::get, handlers, crew);
      heap.read();
      sockets.finish();
    }
  }

  private static Object contentOf(HeldContent held) {
    try {
      Class<?> owner = Class.forName(held.className(), true, ClassLoader.getPlatformClassLoader());
      return JdkUnsafe.get(null, JdkReflection.field(owner, held.fieldName()));
    } catch (ClassNotFoundException e) {
      throw new RestartException("Cannot restart: this JDK has no " + held.className() + ".", e);
    }
  }

  private void restoreProperties(Properties fresh) {
    Properties restored = System.getProperties();
    Map<Object, Object> merged =
        SystemProperties.mergeProperties(restored, process.initialProperties(), fresh);
    restored.clear();
    restored.putAll(merged);
  }

  // ---- threads ----------------------------------------------------------------------------------

  private RestartGate.Entry startThreads(VmState vmState, Runnable released) throws Throwable {
    Rendezvous rendezvous = Rendezvous.forRestart();
    ThreadStarts others = new ThreadStarts();
    RestartGate.Entry main = null;
    long mainBytes = 0;
    for (RestartBuffer buffer : buffers) {
      Thread thread = (Thread) heap.get(buffer.threadId());
      List<FrameImage> frames = framesOf(buffer);
      if (graph != null) {
        graph.add(thread, frames);
      }
      if (frames.isEmpty()) {
        // It had not run any code of the program: it begins again.
        others.addBeginning(thread);
        continue;
      }
      Participant participant = rendezvous.expect(thread);
      participant.restore(
          objects(buffer.ownedIds()), objects(buffer.borrowedIds()), buffer.interrupted());
      if (VirtualThreads.isVirtual(thread)) {
        VirtualStarts.rebuild(thread, linker(buffer, frames, rendezvous, participant));
        others.addVirtual(thread, RebuildStack.bytesFor(buffer.frames()));
        continue;
      }
      RestartGate.Entry entry = linker(buffer, frames, rendezvous, participant).get();
      if (thread == mainThread) {
        mainBytes = RebuildStack.bytesFor(buffer.frames());
        main = entry;
      } else {
        RestartGate.prepare(thread, entry);
        others.addResuming(thread, RebuildStack.bytesFor(buffer.frames()));
      }
    }
    List<Runnable> late = heap.late();
    heap.close();
    heap = null;
    inProgress.close();
    vmState.restoreFailures();
    late.add(sockets::threadsStarted);
    late.add(vmState::restoreCallbacks);
    if (main == null || mainThread == Thread.currentThread()) {
      others.run(threads);
      ServiceThread.start("restart", () -> release(rendezvous, late, released));
      return main;
    }
    Succession succession = new Succession(mainThread, main);
    RestartGate.Entry own = succession.stepBack();
    long bytes = mainBytes;
    ServiceThread.start(
        "restart",
        () -> {
          start(succession, bytes, others);
          release(rendezvous, late, released);
        });
    return own;
  }

  private void start(Succession succession, long mainBytes, ThreadStarts others) {
    try {
      succession.start(threads, mainBytes, jvm);
      others.run(threads);
    } catch (Throwable e) {
      System.err.println("sigckpt: Cannot restart: a thread can't be started (" + e + ").");
      Runtime.getRuntime().halt(1);
    }
  }

  private List<FrameImage> framesOf(RestartBuffer buffer) {
    List<FrameImage> frames = new ArrayList<>();
    for (FrameRecord record : buffer.frames()) {
      frames.add(
          new FrameImage(
              record.kind(),
              classes.get(record.classId()),
              record.method(),
              record.descriptor(),
              record.bci(),
              objects(record.refIds()).toArray(),
              record.bits(),
              objects(record.monitorIds()).toArray(),
              heap.get(record.receiverId())));
    }
    return frames;
  }

  /** Returns what links the stack; it does not need the heap image any more. */
  private Supplier<RestartGate.Entry> linker(
      RestartBuffer buffer,
      List<FrameImage> frames,
      Rendezvous rendezvous,
      Participant participant) {
    Operation operation =
        new Operation(buffer.operation(), heap.get(buffer.waitedOnId()), buffer.remainingNanos());
    RestartGate.Innermost innermost = new RestartGate.Innermost(rendezvous, participant, operation);
    return () -> {
      MethodHandle stack =
          StackRestore.link(withoutStart(frames), GO_ON, innermost, this::resumeMethodOf);
      return new RestartGate.Entry(MethodHandles.dropArguments(stack, 0, Object.class), null);
    };
  }

  /**
   * Leaves out Thread.run, and 25's hidden Thread.runWith, at the bottom: nothing is left to do in
   * them, and the gate through which the thread enters stands in the new thread's own Thread.run,
   * so a stack trace shows it once.
   */
  private static List<FrameImage> withoutStart(List<FrameImage> frames) {
    int first = 0;
    while (first < Math.min(2, frames.size() - 1)
        && frames.get(first).kind() == FrameKind.BYTECODE
        && frames.get(first).method().startsWith("run")
        && frames.get(first).owner() == Thread.class) {
      first++;
    }
    return frames.subList(first, frames.size());
  }

  private ResumeMethod resumeMethodOf(ResumePoint point) {
    ResumeMethod method = resumeMethods.get(point);
    if (method == null) {
      RuntimeException cause = failures.get(point.owner());
      throw new RestartException(
          "Cannot restart "
              + point.owner()
              + "."
              + point.method()
              + " at bytecode "
              + point.bci()
              + ": "
              + (cause == null ? "the class was defined without it" : cause.getMessage()),
          cause);
    }
    return method;
  }

  private List<Object> objects(long[] ids) {
    Object[] found = new Object[ids.length];
    for (int i = 0; i < ids.length; i++) {
      found[i] = heap.get(ids[i]);
    }
    return Arrays.asList(found);
  }

  private void release(Rendezvous rendezvous, List<Runnable> late, Runnable released) {
    long start = System.nanoTime();
    while (!rendezvous.isQuiesced()) {
      if (System.nanoTime() - start > GIVE_UP_NANOS + buffers.size() * NANOS_PER_THREAD) {
        System.err.println(
            "sigckpt: " + new Gathering(rendezvous, new InitialiserTurn()).reportOfRestart());
        Runtime.getRuntime().halt(1);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    try {
      rendezvous.hold();
    } catch (NotNowException e) {
      System.err.println("sigckpt: Cannot restart: " + e.getMessage() + ".");
      Runtime.getRuntime().halt(1);
    }
    late.forEach(Runnable::run);
    if (graph != null) {
      graph.write(jvm.loadedClasses());
    }
    // Once more: since the first time the threads have been rebuilt.
    Clock.continueFrom(meta.origin().nanoTime());
    rendezvous.release();
    released.run();
  }

  private static MethodHandle goOnHandle() {
    try {
      return MethodHandles.lookup()
          .findStatic(RestartGate.class, "goOn", MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
