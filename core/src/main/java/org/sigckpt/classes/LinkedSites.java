package org.sigckpt.classes;

import java.lang.invoke.CallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sigckpt.barrier.LinkLog;

/** The linked call sites of the program's own bootstrap methods, as one object of the image. */
public final class LinkedSites {
  private LinkedSites() {}

  /** Returns triples of class, place and call site. */
  public static Object[] capture() {
    List<Object> triples = new ArrayList<>();
    for (Class<?> type : LinkLog.callers()) {
      for (Map.Entry<String, CallSite> site : LinkLog.sitesOf(type).entrySet()) {
        triples.add(type);
        triples.add(site.getKey());
        triples.add(site.getValue());
      }
    }
    return triples.toArray();
  }

  /** Has the call sites linked to what {@link #capture} gave. */
  public static void restore(Object[] triples) {
    for (int i = 0; i < triples.length; i += 3) {
      LinkLog.remember((Class<?>) triples[i], (String) triples[i + 1], (CallSite) triples[i + 2]);
    }
  }
}
