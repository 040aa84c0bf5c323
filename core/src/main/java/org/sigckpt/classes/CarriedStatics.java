package org.sigckpt.classes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.internals.PublicUnsafe;

/**
 * The JDK statics that are the program's state, by name.
 *
 * <p>Any other JDK static stays the new JVM's, and an object that a JDK static final field holds is
 * well known: references to it resolve to the new JVM's own object. A static is on this list if the
 * program can set it or see it go on: setters ({@code Locale.setDefault}), registries ({@code
 * DriverManager}), sequence numbers that show in names ({@code "Thread-7"}, {@code "pool-2"}), and
 * the seeds of random numbers.
 *
 * <p>There are two ways:
 *
 * <pre>
 *   FIELD     the field is written        what it refers to is carried by value
 *   CONTENT   the field is left alone     its object stays the new JVM's and is filled by value:
 *             (static final)              compiled code may have the object as a constant already
 * </pre>
 *
 * <p>How they were found, and what was left out, is told in docs/architecture.md. Setters of static
 * fields were added from the JDK's source. Entries that a JDK does not have are passed over.
 * Dropped on purpose: caches, {@code Shutdown.hooks} (filled by the classes that own the hooks),
 * {@code Thread$ThreadIdentifiers} (native counter; see thread restore), everything in {@code
 * java.lang.invoke}, {@code jdk.internal.loader} and {@code java.lang.Module}.
 */
final class CarriedStatics {
  /** How one static is carried. */
  enum Way {
    FIELD,
    CONTENT
  }

  /** Modules of which every static of every initialised class is carried. */
  static final Set<String> WHOLE_MODULES = Set.of("java.logging", "java.rmi", "java.sql");

  /** Types that hold nothing of the program's, whichever static they are in. */
  static final Set<String> NEVER =
      Set.of(
          "java.lang.invoke.VarHandle",
          "java.lang.invoke.MethodHandle",
          "java.lang.Module",
          "java.lang.Class",
          "jdk.internal.misc.Unsafe",
          PublicUnsafe.CLASS_NAME,
          "java.lang.reflect.Method",
          "java.security.Permission",
          "java.lang.RuntimePermission",
          "java.util.logging.LoggingPermission",
          "java.sql.SQLPermission",
          "java.io.ObjectStreamField",
          "jdk.internal.access.JavaLangAccess",
          "java.lang.System$Logger");

  private static final Map<String, Map<String, Way>> BY_CLASS = new HashMap<>();

  static {
    field("java.lang.System", "in", "out", "err", "props", "security");
    field("java.lang.Thread", "threadInitNumber", "threadSeqNumber");
    field("java.lang.Thread", "defaultUncaughtExceptionHandler");
    field("java.lang.Thread$ThreadNumbering", "next", "threadInitNumber");
    field("java.lang.ApplicationShutdownHooks", "hooks");
    field("java.io.DeleteOnExitHook", "files");
    content("java.lang.ThreadLocal", "nextHashCode");
    content("java.lang.ClassValue", "nextHashCode");
    content("java.lang.reflect.Proxy$ProxyBuilder", "nextUniqueNumber", "counter");
    content("java.lang.Math$RandomNumberGeneratorHolder", "randomNumberGenerator");
    content("java.lang.StrictMath$RandomNumberGeneratorHolder", "randomNumberGenerator");

    field("java.util.Locale", "defaultLocale", "defaultDisplayLocale", "defaultFormatLocale");
    field("java.util.TimeZone", "defaultTimeZone");
    field("java.nio.charset.Charset", "defaultCharset");
    field("java.util.Collections", "r");
    // Start and direction of iterators over Set.of and Map.of, also of those on their way.
    field("java.util.ImmutableCollections", "SALT32L", "REVERSE");
    content("java.util.Random", "seedUniquifier");
    content("java.util.SplittableRandom", "defaultGen");
    content("java.util.Timer", "nextSerialNumber");
    content("jdk.internal.ref.CleanerImpl$InnocuousThreadFactory", "factory");
    content("jdk.internal.misc.InnocuousThread", "threadNumber");
    for (String generator :
        List.of(
            "L32X64Mix",
            "L64X128Mix",
            "L64X128StarStar",
            "L64X256Mix",
            "L64X1024Mix",
            "L128X128Mix",
            "L128X256Mix",
            "L128X1024Mix",
            "Xoroshiro128PlusPlus",
            "Xoshiro256PlusPlus")) {
      content("jdk.random." + generator + "Random", "defaultGen");
      content("jdk.random." + generator, "defaultGen");
    }

    content("java.util.concurrent.ThreadLocalRandom", "seeder", "probeGenerator");
    content("java.util.concurrent.Executors$DefaultThreadFactory", "poolNumber");
    content("java.util.concurrent.ScheduledThreadPoolExecutor", "sequencer");
    content("java.util.concurrent.CompletableFuture$Delayer", "delayer");
    content("java.util.concurrent.ForkJoinPool", "common");
    field("java.util.concurrent.ForkJoinPool", "poolIds", "poolNumberSequence");

    field("sun.security.jca.Providers", "providerList", "threadListsUsed");
    content("java.security.Security", "props");
    field("java.security.Policy", "policyInfo");
    field("javax.security.auth.login.Configuration", "configuration");
    field("javax.net.ssl.SSLContext", "defaultContext");

    field("java.net.Authenticator", "theAuthenticator");
    field("java.net.CookieHandler", "cookieHandler");
    field("java.net.ProxySelector", "theProxySelector");
    field("java.net.ResponseCache", "theResponseCache");
    field("java.net.Socket", "factory");
    field("java.net.ServerSocket", "factory");
    field("java.net.DatagramSocket", "factory");
    field("java.net.URL", "factory");
    field("java.net.URLConnection", "defaultAllowUserInteraction", "defaultUseCaches");
    field("java.net.URLConnection", "fileNameMap", "factory");
    content("java.net.URLConnection", "defaultCaching");
    field("java.net.HttpURLConnection", "followRedirects");
    field("javax.net.ssl.HttpsURLConnection", "defaultHostnameVerifier");
    field("javax.net.ssl.HttpsURLConnection", "defaultSSLSocketFactory");
    field("java.net.InetAddress", "resolver");
    field("java.io.ObjectInputFilter$Config", "serialFilter", "serialFilterFactory");
    content("java.io.ObjectInputFilter$Config", "filterFactoryNoReplace");
    field("java.nio.file.spi.FileSystemProvider", "installedProviders", "loadingProviders");

    field("java.lang.management.ManagementFactory", "platformMBeanServer");
    field("javax.management.MBeanServerFactory", "builder");
    content("javax.management.MBeanServerFactory", "mBeanServerList");
    field("javax.management.MBeanServerDelegate", "oldStamp");
    content("com.sun.jmx.mbeanserver.MXBeanLookup", "mbscToLookup");
    field("jdk.internal.logger.LoggerFinderLoader", "service");
    field("jdk.internal.logger.BootstrapLogger", "logManagerConfigured");
    content("java.beans.ThreadGroupContext", "contexts");
    field("javax.naming.spi.NamingManager", "initctx_factory_builder");
    field("java.rmi.server.RMISocketFactory", "factory", "handler");
    preferences();
  }

  private CarriedStatics() {}

  private static void preferences() {
    field("java.util.prefs.Preferences", "factory");
    field("java.util.prefs.AbstractPreferences", "eventDispatchThread");
    content("java.util.prefs.AbstractPreferences", "eventQueue");
    String files = "java.util.prefs.FileSystemPreferences";
    content(files, "syncTimer");
    for (String root : List.of("user", "system")) {
      String title = root.equals("user") ? "User" : "System";
      field(files, root + "Root", root + "RootDir", root + "LockFile");
      field(files, root + "RootModFile", root + "RootModTime");
      field(files, "is" + title + "RootWritable", "is" + title + "RootModified");
    }
  }

  /** Returns field names and ways of the statics of this class that are on the list. */
  static Map<String, Way> of(String className) {
    return BY_CLASS.getOrDefault(className, Map.of());
  }

  private static void field(String owner, String... names) {
    put(Way.FIELD, owner, names);
  }

  private static void content(String owner, String... names) {
    put(Way.CONTENT, owner, names);
  }

  private static void put(Way way, String owner, String... names) {
    for (String name : names) {
      BY_CLASS.computeIfAbsent(owner, key -> new HashMap<>()).put(name, way);
    }
  }
}
