package org.sigckpt.agent;

import java.util.ArrayList;
import java.util.List;

/** Collects what woven test classes call; the stubs of {@link WovenLoader} report here. */
public final class Calls {
  private static final List<String> MADE = new ArrayList<>();

  private Calls() {}

  /** Called by stubs. */
  public static synchronized void note(String call) {
    MADE.add(call);
  }

  static synchronized List<String> drain() {
    List<String> drained = new ArrayList<>(MADE);
    MADE.clear();
    return drained;
  }
}
