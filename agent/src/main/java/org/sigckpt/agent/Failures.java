package org.sigckpt.agent;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Classes that stayed unwoven although they should not have, and why; read by reports. */
final class Failures {
  private final Map<String, String> reasons = new ConcurrentHashMap<>();

  void add(String internalName, Throwable reason) {
    reasons.putIfAbsent(internalName, reason.toString());
  }

  /** Returns a sorted copy: internal class name to reason. */
  Map<String, String> all() {
    return new TreeMap<>(reasons);
  }
}
