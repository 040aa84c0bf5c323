package org.sigckpt.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;

/**
 * Creates the isolated loader, opens the JDK to it, and enters the agent there.
 *
 * <p>The list below is the only one at run time; the root pom's {@code jdk.opens} is its
 * counterpart for compiling and testing. The program's own view of module boundaries does not
 * change: packages are opened to the agent's loader alone.
 */
final class Bootstrap {
  private static final Map<String, Set<String>> DOORS =
      Map.of(
          "java.base",
          Set.of(
              "java.io",
              "java.lang",
              "java.lang.invoke",
              "java.lang.ref",
              "java.lang.reflect",
              "java.net",
              "java.nio",
              "java.nio.channels",
              "java.nio.channels.spi",
              "java.security",
              "java.text",
              "java.time",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "java.util.concurrent.locks",
              "java.util.jar",
              "java.util.regex",
              "java.util.zip",
              "jdk.internal.access",
              "jdk.internal.jimage",
              "jdk.internal.loader",
              "jdk.internal.misc",
              "jdk.internal.module",
              "jdk.internal.perf",
              "jdk.internal.ref",
              "jdk.internal.vm",
              "jdk.internal.reflect",
              "jdk.internal.util",
              "sun.net",
              "sun.net.www.protocol.jar",
              "sun.nio.ch",
              "sun.nio.cs",
              "sun.nio.fs",
              "sun.security.provider",
              "sun.security.util"),
          "java.desktop",
          Set.of("java.awt", "sun.font", "sun.java2d", "sun.java2d.marlin"),
          "java.logging",
          Set.of("java.util.logging"),
          "jdk.management",
          Set.of("com.sun.management.internal"));

  private Bootstrap() {}

  /**
   * Calls {@code public static void Agent.entry(Instrumentation, String, ZipFile)} in the isolated
   * loader.
   *
   * @throws IllegalStateException with the agent's own exception as its cause
   */
  static void enter(String entry, String options, Instrumentation instrumentation) {
    ZipFile jar = openJar();
    AgentLoader loader = new AgentLoader(jar);
    openTo(loader.getUnnamedModule(), instrumentation);
    try {
      Class.forName("org.sigckpt.agent.Agent", true, loader)
          .getMethod(entry, Instrumentation.class, String.class, ZipFile.class)
          .invoke(null, instrumentation, options, jar);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot start sigckpt: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot start sigckpt: " + jar.getName() + " is incomplete.", e);
    }
  }

  /** Returns whether this class comes out of a statefile: the class path's first entry is one. */
  static boolean isInStatefile() {
    try (ZipFile jar = openJar()) {
      return jar.getEntry("sections/INDEX") != null;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start sigckpt: its jar can't be read.", e);
    }
  }

  /** Stays open for the life of the process: its loader reads from it. */
  private static ZipFile openJar() {
    URL jar = Bootstrap.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      return new ZipFile(new File(jar.toURI()));
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      throw new IllegalStateException("Cannot start sigckpt: " + jar + " can't be read.", e);
    }
  }

  private static void openTo(Module agent, Instrumentation instrumentation) {
    for (Map.Entry<String, Set<String>> doors : DOORS.entrySet()) {
      Module module = ModuleLayer.boot().findModule(doors.getKey()).orElse(null);
      if (module == null) {
        continue;
      }
      Map<String, Set<Module>> opened = new HashMap<>();
      for (String name : doors.getValue()) {
        if (module.getPackages().contains(name)) {
          opened.put(name, Set.of(agent));
        }
      }
      instrumentation.redefineModule(module, Set.of(), opened, opened, Set.of(), Map.of());
    }
  }
}
