package org.sigckpt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

class StandardHandlersTest {
  private static final Field COMMON_CLEANER = commonCleaner();

  private int number = 5;

  private int twice(int value) {
    return number + value * 2;
  }

  private static Field commonCleaner() {
    try {
      return JdkReflection.field(Class.forName("jdk.internal.ref.CleanerFactory"), "commonCleaner");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsWhatTheJvmHasOnlyOnceTheSame() {
    Object[] own = {
      String.class,
      int.class,
      String[][].class,
      StandardCharsets.UTF_16BE,
      Locale.CANADA_FRENCH,
      Locale.ROOT,
      Currency.getInstance("EUR"),
      MethodType.methodType(int.class, String.class, long[].class),
      FileSystems.getDefault(),
      FileSystems.getDefault().provider(),
      ClassLoader.getSystemClassLoader(),
      ClassLoader.getPlatformClassLoader(),
      Thread.currentThread().getThreadGroup().getParent(),
      java.security.Security.getProviders()[0],
    };

    Object[] copy = RoundTrip.copy(own);

    for (int i = 0; i < own.length; i++) {
      assertThat(copy[i]).as("%s", own[i]).isSameAs(own[i]);
    }
  }

  @Test
  void findsReflectedMembersAgain() throws Exception {
    Method method = StandardHandlersTest.class.getDeclaredMethod("twice", int.class);
    method.setAccessible(true);
    Field field = StandardHandlersTest.class.getDeclaredField("number");
    Constructor<?> constructor = ArrayList.class.getConstructor(int.class);

    Object[] copy = RoundTrip.copy(new Object[] {method, field, constructor, method});

    assertThat(copy).containsExactly(method, field, constructor, method);
    assertThat(copy[0]).isSameAs(copy[3]).isNotSameAs(method);
    assertThat(((Method) copy[0]).invoke(this, 4)).isEqualTo(13);
    assertThat(((Method) copy[0]).canAccess(this)).isTrue();
  }

  @Test
  void findsDirectMethodHandlesAndVarHandlesAgain() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle twice =
        lookup.findVirtual(
            StandardHandlersTest.class, "twice", MethodType.methodType(int.class, int.class));
    MethodHandle list =
        lookup.findStatic(List.class, "of", MethodType.methodType(List.class, Object[].class));
    MethodHandle made =
        lookup.findConstructor(ArrayList.class, MethodType.methodType(void.class, int.class));
    MethodHandle getter = lookup.findGetter(StandardHandlersTest.class, "number", int.class);
    VarHandle number = lookup.findVarHandle(StandardHandlersTest.class, "number", int.class);
    VarHandle elements = MethodHandles.arrayElementVarHandle(long[].class);

    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(WellKnownObjectsTest.jdkClasses(), Set.of());
    Object[] copy =
        (Object[]) trip.of(new Object[] {twice, list, made, getter, number, elements, lookup});

    assertThat((int) ((MethodHandle) copy[0]).invokeExact(this, 4)).isEqualTo(13);
    assertThat(((MethodHandle) copy[1]).isVarargsCollector()).isTrue();
    assertThat(((MethodHandle) copy[1]).invoke("a", "b")).isEqualTo(List.of("a", "b"));
    assertThat(((MethodHandle) copy[2]).invoke(3)).isEqualTo(List.of());
    assertThat((int) ((MethodHandle) copy[3]).invokeExact(this)).isEqualTo(5);
    assertThat((int) ((VarHandle) copy[4]).getAndAdd(this, 2)).isEqualTo(5);
    assertThat(number).isNotNull();
    long[] array = {1, 2};
    ((VarHandle) copy[5]).setVolatile(array, 1, 9L);
    assertThat(array).containsExactly(1, 9);
    assertThat(((MethodHandles.Lookup) copy[6]).lookupClass()).isEqualTo(getClass());
  }

  @Test
  void carriesCombinedMethodHandlesAndCallSites() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle twice =
        lookup.findVirtual(
            StandardHandlersTest.class, "twice", MethodType.methodType(int.class, int.class));
    MethodHandle four = MethodHandles.insertArguments(twice, 1, 4);
    MutableCallSite site =
        new MutableCallSite(
            MethodHandles.filterReturnValue(four, MethodHandles.identity(int.class)));

    RoundTrip trip = new RoundTrip();
    trip.wellKnown = WellKnownObjects.of(WellKnownObjectsTest.jdkClasses(), Set.of());
    Object[] copy = (Object[]) trip.of(new Object[] {four, site, site.dynamicInvoker(), four});

    assertThat((int) ((MethodHandle) copy[0]).invokeExact(this)).isEqualTo(13);
    assertThat(copy[3]).isSameAs(copy[0]);
    MutableCallSite copiedSite = (MutableCallSite) copy[1];
    assertThat((int) ((MethodHandle) copy[2]).invokeExact(this)).isEqualTo(13);
    copiedSite.setTarget(
        MethodHandles.dropArguments(MethodHandles.constant(int.class, 8), 0, getClass()));
    assertThat((int) ((MethodHandle) copy[2]).invokeExact(this)).isEqualTo(8);
  }

  /** As Netty's buffers do it. */
  private static class WorksOnMemory {
    final long memoryAddress;
    final long endAddress;
    final long start;

    WorksOnMemory(long address, int length) {
      memoryAddress = address + 8;
      endAddress = address + length;
      start = address;
    }
  }

  @Test
  void addressesInFieldsFollowTheMemoryOfTheirBuffer() {
    ByteBuffer owner = ByteBuffer.allocateDirect(64);
    owner.order(ByteOrder.nativeOrder()).putLong(8, 4711);
    WorksOnMemory working = new WorksOnMemory(addressOf(owner), 64) {};

    Object[] copy = RoundTrip.copy(new Object[] {working, owner});

    WorksOnMemory copied = (WorksOnMemory) copy[0];
    assertThat(addressOf(copy[1])).isNotEqualTo(addressOf(owner));
    assertThat(copied.memoryAddress).isEqualTo(addressOf(copy[1]) + 8);
    assertThat(JdkUnsafe.UNSAFE.getLong(copied.memoryAddress)).isEqualTo(4711);
    assertThat(copied.endAddress).as("right behind").isEqualTo(addressOf(copy[1]) + 64);
    assertThat(copied.start).as("not called an address").isEqualTo(working.start);
  }

  /** As those who free memory themselves keep it. */
  private static final class Owned extends java.lang.ref.WeakReference<Object> {
    final long address;

    Owned(Object owner, long address) {
      super(owner);
      this.address = address;
    }
  }

  @Test
  void referencesWithAddressesStayReferences() {
    Owned owned = new Owned(new Object(), 4711);

    Owned copied = RoundTrip.copy(owned);

    assertThat(copied.refersTo(null)).isTrue();
    assertThat(copied.address).isEqualTo(4711);
  }

  private static long addressOf(Object buffer) {
    Field address = JdkReflection.field(java.nio.Buffer.class, "address");
    return JdkUnsafe.UNSAFE.getLong(buffer, JdkUnsafe.offsetOf(address));
  }

  @Test
  void keepsContentAndSharingOfDirectBuffers() {
    ByteBuffer owner = ByteBuffer.allocateDirect(100_000).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 25_000; i++) {
      owner.putInt(i * 4, i);
    }
    owner.position(12).mark().position(20).limit(80_000);
    IntBuffer view = owner.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();

    Object[] copy = RoundTrip.copy(new Object[] {view, owner, owner.asReadOnlyBuffer()});

    ByteBuffer copied = (ByteBuffer) copy[1];
    assertThat(copied).isNotSameAs(owner).isEqualTo(owner);
    assertThat(copied.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(copied.getInt(40_000)).isEqualTo(10_000);
    copied.putInt(20, -1);
    assertThat(owner.getInt(20)).isEqualTo(5);
    assertThat(((IntBuffer) copy[0]).get(0)).isEqualTo(-1);
    assertThat(((ByteBuffer) copy[2]).getInt(20)).isEqualTo(-1);
    assertThat(((ByteBuffer) copy[2]).isReadOnly()).isTrue();
    copied.reset();
    assertThat(copied.position()).isEqualTo(12);
  }

  @Test
  void remakesIdleCompressorsAndCopiesBusyOnes() throws Exception {
    byte[] data = new byte[10_000];
    for (boolean raw : new boolean[] {false, true}) {
      Object[] copy = RoundTrip.copy(new Object[] {new Deflater(9, raw), new Inflater(raw)});

      Deflater deflater = (Deflater) copy[0];
      deflater.setInput(data);
      deflater.finish();
      byte[] packed = new byte[1000];
      int length = deflater.deflate(packed);
      Inflater inflater = (Inflater) copy[1];
      inflater.setInput(packed, 0, length);
      byte[] unpacked = new byte[20_000];
      assertThat(inflater.inflate(unpacked)).isEqualTo(10_000);
      Inflater same = new Inflater(raw);
      same.setInput(packed, 0, length);
      assertThat(same.inflate(unpacked, 0, 10)).isEqualTo(10);
      Inflater busy = (Inflater) RoundTrip.copy(new Object[] {same})[0];
      assertThat(busy.inflate(unpacked)).isEqualTo(9_990);
      assertThat(busy.finished()).isTrue();
      busy.end();
      deflater.end();
      inflater.end();
      same.end();
    }
  }

  @Test
  void keepsPathsZonesAndRandomSources() {
    Object[] copy =
        RoundTrip.copy(
            new Object[] {
              Path.of("/a/b"), TimeZone.getTimeZone("Europe/Berlin"), new SecureRandom()
            });

    assertThat(copy[0]).isEqualTo(Path.of("/a/b"));
    assertThat(copy[1]).isEqualTo(TimeZone.getTimeZone("Europe/Berlin"));
    assertThat(((SecureRandom) copy[2]).nextLong()).isNotZero();
  }

  @Test
  void makesOtherThreadGroupsAgain() {
    ThreadGroup group = new ThreadGroup("mine");
    group.setMaxPriority(3);

    ThreadGroup copy = RoundTrip.copy(group);

    assertThat(copy).isNotSameAs(group);
    assertThat(copy.getName()).isEqualTo("mine");
    assertThat(copy.getMaxPriority()).isEqualTo(3);
    assertThat(copy.getParent()).isSameAs(group.getParent());
  }

  @Test
  void refusesSocketsByName() throws Exception {
    try (Socket socket = new Socket()) {
      socket.bind(null);
      assertThatThrownBy(() -> RoundTrip.copy(List.of(socket)))
          .isInstanceOf(ImageRefusedException.class)
          .hasMessageContaining("SocketImpl")
          .hasMessageContaining("close it before the checkpoint");
    }
  }

  @Test
  void registersWhatTheCommonCleanerCleans() {
    boolean[] cleaned = new boolean[1];
    Object owner = new Object();
    Cleaner common = (Cleaner) JdkUnsafe.get(null, COMMON_CLEANER);
    Cleaner.Cleanable mine = common.register(owner, new Mark(cleaned));

    Object[] copy = RoundTrip.copy(new Object[] {mine, cleaned});

    ((Cleaner.Cleanable) copy[0]).clean();
    assertThat(((boolean[]) copy[1])[0]).isTrue();
    ((boolean[]) copy[1])[0] = false;
    ((Cleaner.Cleanable) copy[0]).clean();
    assertThat(((boolean[]) copy[1])[0]).isFalse();
    assertThat(cleaned[0]).isFalse();
    mine.clean();
    assertThat(cleaned[0]).isTrue();
  }

  private record Mark(boolean[] target) implements Runnable {
    @Override
    public void run() {
      target[0] = true;
    }
  }

  @Test
  void mendsTablesWhoseKeysHaveOtherHashesNow() throws Exception {
    Object first = new Object();
    Object second = new Object();
    HashMap<Object, String> map = new HashMap<>(Map.of(first, "first", second, "second"));
    IdentityHashMap<Object, String> identity = new IdentityHashMap<>(map);
    Map<Object, String> immutable = Map.of(first, "first", second, "second", "c", "c");
    Set<Object> set = Set.of(first, second, "c");
    Map<Object, String> dependent = new ConcurrentHashMap<>(Map.of(List.of(first), "first"));
    int hash = first.hashCode();
    MarkWords.calibrated().setHash(first, hash ^ 0x1234567, true);
    RestoredHashes hashes = new RestoredHashes();
    hashes.changed(new RestoredHashes.Change(first, hash));
    for (Object table : new Object[] {map, identity, immutable, set, dependent}) {
      hashes.table(table);
    }

    hashes.mend();

    assertThat(map.get(first)).isEqualTo("first");
    assertThat(map.get(second)).isEqualTo("second");
    assertThat(identity.get(first)).isEqualTo("first");
    assertThat(immutable.get(first)).isEqualTo("first");
    assertThat(immutable.get("c")).isEqualTo("c");
    assertThat(set.contains(first)).isTrue();
    assertThat(dependent.get(List.of(first))).isEqualTo("first");
  }
}
