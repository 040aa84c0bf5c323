package org.sigckpt.targets;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the collector has cleaned up after objects of the program: once each, in whichever life. */
public final class CleanersTarget {
  private static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();
  private static final List<Object> RESURRECTED = new ArrayList<>();

  private CleanersTarget() {}

  /** Says so when it is finalized, and may live on. */
  private static final class Mortal {
    private final String name;

    Mortal(String name) {
      this.name = name;
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() {
      if (name.startsWith("again")) {
        RESURRECTED.add(this);
      }
      LOG.add("finalized " + name);
    }
  }

  private static Object watched(Cleaner cleaner, String name) {
    Object object = new Object();
    cleaner.register(object, () -> LOG.add("cleaned " + name));
    return object;
  }

  private static void await(String entry) {
    while (!LOG.contains(entry)) {
      System.gc();
      Thread.onSpinWait();
    }
    LOG.remove(entry);
    System.out.println(entry);
  }

  public static void main(String[] arguments) throws Exception {
    Cleaner cleaner = Cleaner.create();
    Cleaner second = Cleaner.create(runnable -> new Thread(runnable, "second cleaner"));
    Object first = watched(cleaner, "first");
    Object kept = new Object();
    Cleaner.Cleanable explicit = cleaner.register(kept, () -> LOG.add("cleaned explicitly"));
    Object other = watched(second, "other");
    Mortal mortal = new Mortal("first");
    RESURRECTED.add(new Mortal("again"));
    RESURRECTED.clear();
    await("finalized again");
    Pauses.here();
    Reference.reachabilityFence(first);
    first = null;
    await("cleaned first");
    Reference.reachabilityFence(mortal);
    mortal = null;
    await("finalized first");
    Object later = watched(cleaner, "later");
    Pauses.here();
    Reference.reachabilityFence(other);
    other = null;
    await("cleaned other");
    explicit.clean();
    explicit.clean();
    await("cleaned explicitly");
    Reference.reachabilityFence(later);
    later = null;
    await("cleaned later");
    Reference.reachabilityFence(kept);
    RESURRECTED.clear();
    new Mortal("last");
    await("finalized last");
    System.out.println(LOG);
    System.exit(0);
  }
}
