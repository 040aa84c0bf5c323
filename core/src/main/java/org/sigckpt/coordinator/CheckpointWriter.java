package org.sigckpt.coordinator;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sigckpt.barrier.Clock;
import org.sigckpt.barrier.NotNowException;
import org.sigckpt.barrier.Participant;
import org.sigckpt.classes.ClassTableFormat;
import org.sigckpt.classes.ClassTableImage;
import org.sigckpt.classes.ClassTableWriter;
import org.sigckpt.classes.LinkedSites;
import org.sigckpt.classes.ModuleHandler;
import org.sigckpt.classes.NativeLibraries;
import org.sigckpt.classes.OwnRecords;
import org.sigckpt.classes.ProgramClasses;
import org.sigckpt.classes.VmState;
import org.sigckpt.coordinator.ProcessImage.HeldContent;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;
import org.sigckpt.image.BufferMemory;
import org.sigckpt.image.Codec;
import org.sigckpt.image.Crew;
import org.sigckpt.image.Finalizers;
import org.sigckpt.image.HeapImageWriter;
import org.sigckpt.image.ImageRefusedException;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.Rehearsal;
import org.sigckpt.image.StandardHandlers;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.ReportedFlags;
import org.sigckpt.internals.YoungSpace;
import org.sigckpt.resource.ClassPathImage;
import org.sigckpt.resource.FilePolicy;
import org.sigckpt.resource.FileResources;
import org.sigckpt.resource.SocketPolicy;
import org.sigckpt.resource.SocketResources;
import org.sigckpt.stack.FrameImage;
import org.sigckpt.statefile.JvmIdentity;
import org.sigckpt.statefile.Meta;
import org.sigckpt.statefile.SectionKind;
import org.sigckpt.statefile.StatefileWriter;

/**
 * Writes the statefile of a program whose threads all stand.
 *
 * <p>The order within the file follows from what is known when: the heap is streamed while it is
 * walked, and only then are all classes and all ids known, so the small sections come after it.
 *
 * <p><b>Stage and threads.</b> On the coordinator's thread, all participants held.
 */
public final class CheckpointWriter {
  /** What an object takes in the heap beyond what it takes in the image, about. */
  private static final long HEADER_BYTES = 8;

  /** What is allocated while the program stands, of a program of some hundred classes. */
  private static final long ROOM_BYTES = 10L << 20;

  /** And for each captured frame: its record, the ids in it, its part of the section. */
  private static final long FRAME_ROOM_BYTES = 400;

  /** With less in the heap, the writer's code need not be compiled. */
  private static final long LARGE_BYTES = 64L << 20;

  private final Jvm jvm;
  private final Thread mainThread;
  private final Map<String, String> initialProperties;
  private final int generation;
  private final FilePolicy filePolicy;
  private final SocketPolicy socketPolicy;
  private final LateWeaving lateWeaving = new LateWeaving();

  /**
   * @param mainThread the program's main thread, alive or not
   * @param initialProperties system properties before the program ran
   * @param generation how often the program was restarted before
   */
  public CheckpointWriter(
      Jvm jvm,
      Thread mainThread,
      Map<String, String> initialProperties,
      int generation,
      FilePolicy filePolicy,
      SocketPolicy socketPolicy) {
    this.jvm = jvm;
    this.mainThread = mainThread;
    this.initialProperties = initialProperties;
    this.generation = generation;
    this.filePolicy = filePolicy;
    this.socketPolicy = socketPolicy;
  }

  /** Writes the object graph for engineers who ask for it; after the image. */
  void audit(List<Participant> participants) {
    GraphFile graph = GraphFile.wanted(".before");
    if (graph != null) {
      for (Participant each : participants) {
        graph.add(each.thread(), ((CapturedStack) each.capturedFrames()).frames());
      }
      graph.write(jvm.loadedClasses());
    }
  }

  /** Returns the system properties that are plain text. */
  public static Map<String, String> textProperties() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      texts.put(name, System.getProperty(name));
    }
    return texts;
  }

  /**
   * Does what can be done while the program runs: the file is begun, with our own classes and the
   * program's class path.
   *
   * @param moving whether a try has failed because a collection moved objects
   * @param share looked after between the steps
   */
  Draft begin(CheckpointSettings settings, boolean moving, FairShare share)
      throws CheckpointRefusedException {
    share.look();
    lateWeaving.run(jvm);
    share.look();
    try {
      ProgramClasses.programClasses(jvm.loadedClasses(), OwnClasses::isOurs)
          .forEach(this::refuseChanged);
    } catch (UnsupportedOperationException e) {
      throw new CheckpointRefusedException(e.getMessage() + "\n  The program goes on.", e);
    }
    StatefileWriter file = null;
    try {
      file = StatefileWriter.create(settings.file());
      file.script();
      file.manifest(manifest());
      share.look();
      file.runtime(jvm.runtimeJar());
      share.look();
      ClassPathImage classPath = ClassPathImage.capture(programPath(), file);
      share.look();
      return new Draft(file, classPath, settings, moving);
    } catch (IOException e) {
      closeQuietly(file, e);
      throw failed(settings, e);
    } catch (RuntimeException | Error e) {
      closeQuietly(file, e);
      throw e;
    }
  }

  /** Frames in such a class can't be read, and a restart would define it without the change. */
  private void refuseChanged(Class<?> type) {
    if (!jvm.isAsWoven(type)) {
      throw new UnsupportedOperationException(
          "Cannot checkpoint class "
              + type.getName()
              + ": another agent has changed it after sigckpt; name sigckpt's -javaagent last.");
    }
  }

  private static void closeQuietly(StatefileWriter file, Throwable reason) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private static CheckpointRefusedException failed(CheckpointSettings settings, IOException e) {
    return new CheckpointRefusedException(
        "Cannot checkpoint: writing "
            + settings.file()
            + " failed ("
            + e
            + "). The program goes on, the previous statefile is untouched.",
        e);
  }

  /** A statefile that is begun; closed without a commit it leaves no trace. */
  final class Draft implements AutoCloseable {
    private final StatefileWriter file;
    private final ClassPathImage classPath;
    private final CheckpointSettings settings;
    private final boolean moving;
    private final Inventory inventory = new Inventory(jvm);
    private final Crew crew = Crews.start();

    Draft(
        StatefileWriter file,
        ClassPathImage classPath,
        CheckpointSettings settings,
        boolean moving) {
      this.file = file;
      this.classPath = classPath;
      this.settings = settings;
      this.moving = moving;
      try {
        rehearse(new Body(file, inventory, crew, settings.compress(), moving));
        YoungSpace.makeRoom(2 * ROOM_BYTES);
      } catch (RuntimeException | Error e) {
        crew.close();
        throw e;
      }
    }

    /** So that classes are loaded, and code has run once, before the program stands. */
    private void rehearse(Body body) {
      if (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() > LARGE_BYTES) {
        Rehearsal.run(crew, settings.compress());
      }
      ClassTableWriter classes = body.classes();
      body.writer(Rehearsal.nowhere(), classes, inventory.take(), moving).close();
      ClassTableFormat.toBytes(classes.toImage());
      RestartBufferFormat.write(List.of());
      meta(List.of(), 0, 0, 0).encode();
    }

    /** Returns the threads that write; to be watched. */
    Thread[] helpers() {
      return crew.threads();
    }

    /**
     * Writes what the program is at this moment; with all participants held.
     *
     * @throws org.sigckpt.image.ImageMovedException if a collection came between
     * @throws NotNowException if a thread is using an address that a restart could not carry
     */
    void write(List<Participant> participants) throws CheckpointRefusedException, NotNowException {
      // Not at the end: the time that writing takes would use up the program's time limits.
      long nanoTime = Clock.nanoTime();
      try {
        Body body = new Body(file, inventory, crew, settings.compress(), moving);
        body.write(participants);
        body.refuseAddresses(participants);
        file.section(SectionKind.CLASSES, ClassTableFormat.toBytes(body.classTable));
        file.section(SectionKind.HASHES, body.mirrorHashes.toBytes());
        file.section(SectionKind.THREADS, RestartBufferFormat.write(body.buffers));
        ProcessImage process =
            new ProcessImage(
                jvm.optionText(),
                Path.of("").toAbsolutePath().toString(),
                initialProperties,
                textProperties(),
                body.libraries,
                body.held,
                ThreadIds.next(),
                RebuildStack.programKib(),
                body.attachedId,
                classPath);
        file.section(SectionKind.RESOURCES, process.toBytes());
        Meta meta = meta(participants, body.liveBytes, body.objectCount, nanoTime);
        file.section(SectionKind.META, meta.encode());
      } catch (ImageRefusedException | UnsupportedOperationException e) {
        String report = e.getMessage() + "\n  The program goes on.";
        boolean isPassing = e instanceof ImageRefusedException refused && refused.isPassing();
        throw new CheckpointRefusedException(report, e, isPassing);
      } catch (IOException e) {
        throw failed(settings, e);
      }
    }

    /**
     * Puts the file in the place of the previous one; the threads may run on meanwhile.
     *
     * @return the length of the file
     */
    long commit() throws CheckpointRefusedException {
      try {
        keepEarlier(settings.file(), settings.keepCount());
        return file.commit().lengthBytes();
      } catch (IOException e) {
        throw failed(settings, e);
      }
    }

    @Override
    public void close() throws CheckpointRefusedException {
      crew.close();
      try {
        file.close();
      } catch (IOException e) {
        throw failed(settings, e);
      }
    }
  }

  /** The previous file gets a second name, FILE.1, before the new one takes its first. */
  private static void keepEarlier(Path file, int keepCount) throws IOException {
    if (keepCount < 2 || !Files.exists(file)) {
      return;
    }
    for (int age = keepCount - 1; age > 1; age--) {
      Path younger = numbered(file, age - 1);
      if (Files.exists(younger)) {
        Files.move(younger, numbered(file, age), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(numbered(file, 1));
    Files.createLink(numbered(file, 1), file);
  }

  private static Path numbered(Path file, int age) {
    return file.resolveSibling(file.getFileName() + "." + age);
  }

  private static Map<String, String> manifest() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("Main-Class", "org.sigckpt.barrier.StatefileMain");
    attributes.put("Launcher-Agent-Class", "org.sigckpt.agent.LauncherAgent");
    attributes.put("Can-Redefine-Classes", "true");
    attributes.put("Can-Retransform-Classes", "true");
    return attributes;
  }

  private List<Path> programPath() {
    List<Path> paths = new ArrayList<>();
    for (Path path : ClassPathImage.split(System.getProperty("java.class.path", ""))) {
      if (Files.exists(path) && !isRuntime(path)) {
        paths.add(path);
      }
    }
    return paths;
  }

  private boolean isRuntime(Path path) {
    try {
      return Files.isSameFile(path, jvm.runtimeJar());
    } catch (IOException e) {
      return false;
    }
  }

  private Meta meta(
      List<Participant> participants, long liveBytes, long objectCount, long nanoTime) {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    long now = System.currentTimeMillis();
    List<Meta.CapturedThread> threads = new ArrayList<>();
    for (Participant each : participants) {
      CapturedStack stack = (CapturedStack) each.capturedFrames();
      Thread thread = each.thread();
      threads.add(new Meta.CapturedThread(threadId(thread), stack.describe(), thread.getName()));
    }
    return new Meta(
        now,
        generation,
        new Meta.Origin(
            hostName(),
            self.pid(),
            System.getProperty("sun.java.command", ""),
            Path.of("").toAbsolutePath().toString(),
            started == 0 ? 0 : now - started,
            nanoTime),
        JvmIdentity.current(ReportedFlags::textOf),
        new Meta.Heap(liveBytes, objectCount),
        threads);
  }

  /** Not by InetAddress, whose resolver would then be part of the program's state. */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }

  @SuppressWarnings("deprecation") // threadId() exists from 19 on.
  private static long threadId(Thread thread) {
    return thread.getId();
  }

  /** The part of the file that is one walk over the heap. */
  private final class Body {
    private final StatefileWriter file;
    private final Inventory inventory;
    private final Crew crew;
    private final Codec codec;
    private final boolean moving;
    private final List<RestartBuffer> buffers = new ArrayList<>();
    private final BufferMemory bufferMemory = new BufferMemory();
    private final Set<Thread> stopped = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<HeldContent> held = new ArrayList<>();
    private List<String> libraries = List.of();
    private HeapImageWriter image;
    private ClassTableImage classTable;
    private MirrorHashes mirrorHashes;
    private long attachedId;
    private long objectCount;
    private long liveBytes;
    private Set<Class<?>> initialising = Set.of();

    Body(StatefileWriter file, Inventory inventory, Crew crew, Codec codec, boolean moving) {
      this.file = file;
      this.inventory = inventory;
      this.crew = crew;
      this.codec = codec;
      this.moving = moving || codec.allocates();
    }

    void write(List<Participant> participants) throws IOException {
      participants.forEach(each -> stopped.add(each.thread()));
      libraries = NativeLibraries.capture();
      initialising = initialising(participants);
      ClassTableWriter classes = classes();
      Inventory.Found found = inventory.take();
      WritableByteChannel channel = file.section(SectionKind.HEAP);
      Object[] vmState = VmState.capture(found.loaded(), OwnClasses::isOurs);
      try (OwnRecords aside = VmState.withoutOwnRecords(vmState);
          HeapImageWriter writer =
              writer(
                  channel, classes, found, moving || !YoungSpace.makeRoom(roomFor(participants)))) {
        image = writer;
        announce(found.program(), found.contents());
        roots(found.program(), found.carried(), classes);
        Object[] attached = {vmState, LinkedSites.capture()};
        attachedId = writer.root(attached, "the JVM");
        for (Participant participant : participants) {
          buffers.add(bufferOf(participant, classes));
        }
        long before;
        do {
          writer.write();
          before = writer.objectCount();
          classTable = classes.toImage();
        } while (writer.objectCount() != before);
        writer.finish();
        channel.close();
        try (WritableByteChannel map = file.section(SectionKind.HEAPMAP)) {
          writer.writeMap(map);
        }
        classTable = classes.toImage();
        mirrorHashes = classes.hashes();
        mirrorHashes.mainThread(mainThread);
        objectCount = writer.objectCount();
        liveBytes = writer.plainBytes() + HEADER_BYTES * objectCount;
      }
    }

    ClassTableWriter classes() {
      return new ClassTableWriter(
          jvm::originalBytes,
          object -> image.idOf(object),
          jvm::initiatedBy,
          OwnClasses::isOurs,
          ClassLoader.getSystemClassLoader());
    }

    HeapImageWriter writer(
        WritableByteChannel out, ClassTableWriter classes, Inventory.Found found, boolean moved) {
      return new HeapImageWriter(
          out, classes, found.wellKnown(), found.interned(), handlers(classes), crew, codec, moved);
    }

    private List<ObjectHandler> handlers(ClassTableWriter classes) {
      List<ObjectHandler> handlers = new ArrayList<>();
      handlers.add(new ThreadHandler(mainThread, stopped));
      handlers.add(ModuleHandler.capturing(classes));
      handlers.addAll(
          FileResources.handlers(filePolicy, path -> path, new SocketResources(socketPolicy)));
      handlers.addAll(StandardHandlers.list(bufferMemory));
      return handlers;
    }

    /** What the restart makes before it reads the heap. */
    private void announce(List<Class<?>> program, List<Field> contents) throws IOException {
      Set<ProtectionDomain> domains = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Class<?> type : program) {
        ClassLoader loader = type.getClassLoader();
        if (loader != null
            && loader != ClassLoader.getSystemClassLoader()
            && type.getProtectionDomain() != null) {
          domains.add(type.getProtectionDomain());
        }
      }
      domains.remove(Object.class.getProtectionDomain());
      for (ProtectionDomain domain : domains) {
        image.preMade(domain, "protection domain", false);
      }
      for (Field field : contents) {
        Object content = JdkUnsafe.get(null, field);
        if (content != null) {
          String owner = field.getDeclaringClass().getName();
          held.add(
              new HeldContent(
                  owner,
                  field.getName(),
                  image.preMade(content, owner + "." + field.getName(), false)));
        }
      }
    }

    private void roots(List<Class<?>> program, List<Field> carried, ClassTableWriter classes) {
      for (Field field : carried) {
        if (JdkClasses.isJdk(field.getDeclaringClass())) {
          image.carry(field);
        }
      }
      // Dead ones too: they are finalized after the restart then.
      for (Object object : Finalizers.pending()) {
        if (ProgramClasses.isProgramClass(object.getClass(), OwnClasses::isOurs)) {
          image.root(object, "the JVM's list of finalizers");
        }
      }
      for (Class<?> type : program) {
        if (type.getModule().isNamed()
            && type.getClassLoader() == ClassLoader.getSystemClassLoader()) {
          throw new UnsupportedOperationException(
              "Cannot checkpoint "
                  + type.getName()
                  + ": it is in named "
                  + type.getModule()
                  + ", and a statefile has a class path only; start the program with -cp.");
        }
        refuseChanged(type);
        classes.idOf(type);
        // A class can have its statics set before its initialiser runs, when that of its superclass
        // refers to it. To look at others would link them, and that may fail.
        if (initialising.stream().anyMatch(each -> each.isAssignableFrom(type))
            || !JdkUnsafe.UNSAFE.shouldBeInitialized(type)) {
          image.statics(type);
        }
      }
    }

    /** In a frame nothing says of a number that it is an address, so it can't follow the memory. */
    void refuseAddresses(List<Participant> participants) throws NotNowException {
      for (Participant each : participants) {
        for (FrameImage frame : ((CapturedStack) each.capturedFrames()).frames()) {
          for (long bits : frame.bits()) {
            if (bufferMemory.contains(bits)) {
              throw new NotNowException(
                  "thread \""
                      + each.thread().getName()
                      + "\" has the address of a direct buffer's memory in a variable of "
                      + frame.owner().getName()
                      + "."
                      + frame.method(),
                  true);
            }
          }
        }
      }
    }

    private static long roomFor(List<Participant> participants) {
      long frames = 0;
      for (Participant each : participants) {
        frames += ((CapturedStack) each.capturedFrames()).frames().size();
      }
      return ROOM_BYTES + FRAME_ROOM_BYTES * frames;
    }

    private static Set<Class<?>> initialising(List<Participant> participants) {
      return participants.stream()
          .flatMap(each -> ((CapturedStack) each.capturedFrames()).frames().stream())
          .filter(frame -> frame.method().equals("<clinit>"))
          .map(FrameImage::owner)
          .collect(Collectors.toSet());
    }

    private RestartBuffer bufferOf(Participant participant, ClassTableWriter classes) {
      CapturedStack stack = (CapturedStack) participant.capturedFrames();
      String thread = "thread \"" + participant.thread().getName() + "\"";
      List<FrameRecord> records = new ArrayList<>();
      for (FrameImage frame : stack.frames()) {
        String name = thread + ", " + frame.owner().getName() + "." + frame.method();
        records.add(
            new FrameRecord(
                frame.kind(),
                classes.idOf(frame.owner()),
                frame.method(),
                frame.descriptor(),
                frame.bci(),
                ids(frame.refs(), name),
                frame.bits(),
                ids(frame.monitors(), name),
                image.root(frame.receiver(), name)));
      }
      return new RestartBuffer(
          image.root(participant.thread(), thread),
          stack.operation().kind(),
          image.root(stack.operation().monitor(), thread),
          stack.operation().remainingNanos(),
          participant.wasInterrupted(),
          ids(participant.owned().toArray(), thread),
          ids(participant.borrowed().toArray(), thread),
          records);
    }

    private long[] ids(Object[] objects, String name) {
      long[] ids = new long[objects.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = image.root(objects[i], name);
      }
      return ids;
    }
  }
}
