package org.sigckpt.statefile;

import java.util.ArrayList;
import java.util.List;

/**
 * What was captured, when and where: the section META.
 *
 * @param createdAtEpochMillis when the checkpoint began
 * @param generation 0 for a program's first life, 1 after one restart, and so on
 * @param origin the process
 * @param jvm the JVM
 * @param heap the objects
 * @param threads the captured threads
 */
public record Meta(
    long createdAtEpochMillis,
    int generation,
    Origin origin,
    JvmIdentity jvm,
    Heap heap,
    List<CapturedThread> threads) {

  /** Copies the list. */
  public Meta {
    threads = List.copyOf(threads);
  }

  /**
   * The process that was captured.
   *
   * @param commandLine main class or jar, and arguments
   * @param nanoTime what {@code System.nanoTime} was for the program
   */
  public record Origin(
      String host,
      long pid,
      String commandLine,
      String workingDirectory,
      long uptimeMillis,
      long nanoTime) {}

  /** How much was captured. */
  public record Heap(long liveBytes, long objectCount) {}

  /** One thread; the state is a {@link Thread.State}'s name or a description. */
  public record CapturedThread(long id, String state, String name) {}

  /** Returns the section's bytes. */
  public byte[] encode() {
    MetaText out = new MetaText();
    out.put("format", SectionIndex.FORMAT_VERSION);
    out.put("created.epochMillis", createdAtEpochMillis);
    out.put("generation", generation);
    out.put("origin.host", origin.host);
    out.put("origin.pid", origin.pid);
    out.put("origin.commandLine", origin.commandLine);
    out.put("origin.workingDirectory", origin.workingDirectory);
    out.put("origin.uptimeMillis", origin.uptimeMillis);
    out.put("origin.nanoTime", origin.nanoTime);
    out.put("jvm.runtimeVersion", jvm.runtimeVersion());
    out.put("jvm.vmVersion", jvm.vmVersion());
    out.put("jvm.vmName", jvm.vmName());
    out.put("jvm.vmVendor", jvm.vmVendor());
    out.put("jvm.home", jvm.home());
    out.put("jvm.layout", jvm.layout());
    out.put("jvm.maxHeapBytes", jvm.maxHeapBytes());
    out.put("heap.liveBytes", heap.liveBytes);
    out.put("heap.objectCount", heap.objectCount);
    out.put("threads", threads.size());
    for (int i = 0; i < threads.size(); i++) {
      out.put("thread." + i + ".id", threads.get(i).id);
      out.put("thread." + i + ".state", threads.get(i).state);
      out.put("thread." + i + ".name", threads.get(i).name);
    }
    return out.encode();
  }

  /**
   * Reads the section's bytes; keys that this build does not know are left out.
   *
   * @param file name for messages
   */
  static Meta decode(byte[] content, String file) throws StatefileException {
    try {
      return decode(MetaText.decode(content), file);
    } catch (IllegalArgumentException e) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + file + ", section META: " + e.getMessage() + ".");
    }
  }

  private static Meta decode(MetaText in, String file) throws StatefileException {
    if (in.number("format") > SectionIndex.FORMAT_VERSION) {
      throw new StatefileTooNewException(file, (int) in.number("format"));
    }
    Origin origin =
        new Origin(
            in.text("origin.host"),
            in.number("origin.pid"),
            in.text("origin.commandLine"),
            in.text("origin.workingDirectory"),
            in.number("origin.uptimeMillis"),
            in.number("origin.nanoTime"));
    JvmIdentity jvm =
        new JvmIdentity(
            in.text("jvm.runtimeVersion"),
            in.text("jvm.vmVersion"),
            in.text("jvm.vmName"),
            in.text("jvm.vmVendor"),
            in.text("jvm.home"),
            in.text("jvm.layout"),
            in.number("jvm.maxHeapBytes"));
    Heap heap = new Heap(in.number("heap.liveBytes"), in.number("heap.objectCount"));
    List<CapturedThread> threads = new ArrayList<>();
    long count = in.number("threads");
    for (int i = 0; i < count; i++) {
      threads.add(
          new CapturedThread(
              in.number("thread." + i + ".id"),
              in.text("thread." + i + ".state"),
              in.text("thread." + i + ".name")));
    }
    return new Meta(
        in.number("created.epochMillis"),
        (int) in.number("generation"),
        origin,
        jvm,
        heap,
        threads);
  }
}
