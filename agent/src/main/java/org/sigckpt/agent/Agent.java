package org.sigckpt.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.statefile.SectionKind;
import org.sigckpt.statefile.Statefile;

/** Where the agent starts inside its own loader. */
public final class Agent {
  /** As for an unknown option of any command. */
  private static final int EXIT_REFUSED = 2;

  private Agent() {}

  /** Starts the first life of a program; ends the process if that is refused. */
  public static void start(Instrumentation instrumentation, @Nullable String text, ZipFile jar) {
    try {
      VmSetup.forCapture();
      Options options = Options.parse(text, Path.of(""));
      defineBarrier(instrumentation, jar);
      Lives.first(instrumentation, options, text, pathOf(jar));
    } catch (CannotStartException e) {
      refuse(e);
    }
  }

  /** Prepares a JVM in which a statefile is to be restarted. */
  public static void prepareRestart(
      Instrumentation instrumentation, @Nullable String text, ZipFile jar) {
    try {
      Statefile statefile = open(pathOf(jar));
      restoreMirrorHashes(instrumentation, statefile);
      VmSetup.forCapture();
      VmSetup.forRestart();
      defineBarrier(instrumentation, jar);
      Lives.further(instrumentation, text, pathOf(jar), statefile);
    } catch (CannotStartException e) {
      refuse(e);
    }
  }

  /** A file that can't be read is reported later, by whoever needs more of it. */
  private static @Nullable Statefile open(Path file) {
    try {
      return Statefile.open(file);
    } catch (IOException e) {
      return null;
    }
  }

  private static void restoreMirrorHashes(
      Instrumentation instrumentation, @Nullable Statefile statefile) {
    if (statefile == null) {
      return;
    }
    try {
      MirrorHashes.fromBytes(statefile.bytes(SectionKind.HASHES))
          .applyToLoaded(instrumentation.getAllLoadedClasses());
    } catch (IOException e) {
      // As above.
      return;
    }
  }

  private static Path pathOf(ZipFile jar) {
    return Path.of(jar.getName());
  }

  private static void defineBarrier(Instrumentation instrumentation, ZipFile jar) {
    try {
      BootDefiner.define(jar, instrumentation);
    } catch (IOException e) {
      throw new CannotStartException(
          "Cannot start: " + jar.getName() + " can't be read (" + e + ").");
    }
  }

  private static void refuse(CannotStartException e) {
    System.err.println("sigckpt: " + e.getMessage());
    System.exit(EXIT_REFUSED);
  }
}
