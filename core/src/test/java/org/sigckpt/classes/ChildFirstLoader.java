package org.sigckpt.classes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A program's loader with state of its own; {@link #gate} stands for what the agent weaves. */
class ChildFirstLoader extends ClassLoader {
  static volatile @Nullable BiFunction<ClassLoader, String, Class<?>> gate;

  static {
    registerAsParallelCapable();
  }

  private final Map<String, Integer> requests = new HashMap<>();
  private final Set<String> mine;
  private final int seed;

  ChildFirstLoader(String name, ClassLoader parent, int seed, Class<?>... mine) {
    super(name, parent);
    this.seed = seed;
    this.mine = new HashSet<>();
    for (Class<?> type : mine) {
      this.mine.add(type.getName());
    }
  }

  @Override
  public Class<?> loadClass(String name) throws ClassNotFoundException {
    @Nullable BiFunction<ClassLoader, String, Class<?>> answers = gate;
    Class<?> answer = answers == null ? null : answers.apply(this, name);
    return answer != null ? answer : super.loadClass(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    requests.merge(name, 1, Integer::sum);
    if (!mine.contains(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = TableFixture.knownClassFile(Class.forName(name, false, getSystemClassLoader()));
    return defineClass(name, bytes, 0, bytes.length);
  }

  int seed() {
    return seed;
  }

  int requestsOf(String name) {
    return requests.getOrDefault(name, 0);
  }

  /** The same, parallel capable. */
  static final class Parallel extends ChildFirstLoader {
    static {
      registerAsParallelCapable();
    }

    Parallel(String name, ClassLoader parent, int seed, Class<?>... mine) {
      super(name, parent, seed, mine);
    }
  }

  /** The same, not parallel capable: the VM locks the loader. */
  static final class Sequential extends ChildFirstLoader {
    Sequential(String name, ClassLoader parent, int seed, Class<?>... mine) {
      super(name, parent, seed, mine);
    }
  }
}
