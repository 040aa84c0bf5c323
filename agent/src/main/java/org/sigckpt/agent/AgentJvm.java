package org.sigckpt.agent;

import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.coordinator.Jvm;

/** The agent's transformers and instrumentation as the stages see them. */
final class AgentJvm implements Jvm {
  private final Weaving weaving;
  private final Path runtimeJar;
  private final @Nullable String optionText;

  AgentJvm(Weaving weaving, Path runtimeJar, @Nullable String optionText) {
    this.weaving = weaving;
    this.runtimeJar = runtimeJar;
    this.optionText = optionText;
  }

  /** Returns the same with the options that a statefile brings along. */
  AgentJvm withOptions(@Nullable String text) {
    return new AgentJvm(weaving, runtimeJar, text);
  }

  @Override
  public Class<?>[] loadedClasses() {
    return weaving.instrumentation().getAllLoadedClasses();
  }

  @Override
  public Class<?>[] initiatedBy(ClassLoader loader) {
    return weaving.instrumentation().getInitiatedClasses(loader);
  }

  @Override
  public byte[] wovenBytes(Class<?> type) {
    return weaving.bytes().wovenBytes(type);
  }

  @Override
  public byte[] originalBytes(Class<?> type) {
    return weaving.bytes().originalBytes(type);
  }

  @Override
  public byte[] restoredBytes(Class<?> host, String internalName, byte[] original) {
    return weaving.restoredBytes(host, internalName, original);
  }

  @Override
  public boolean isAsWoven(Class<?> type) {
    return weaving.bytes().isAsWoven(type);
  }

  @Override
  public Path runtimeJar() {
    return runtimeJar;
  }

  @Override
  public @Nullable String optionText() {
    return optionText;
  }

  @Override
  public Set<String> weaveTheMissed() {
    return weaving.weaveTheMissed();
  }

  @Override
  public void hideThreadRun(boolean isHidden) {
    weaving.hideThreadRun(isHidden);
  }

  @Override
  public void dropConstantsOf(Set<Class<?>> owners) {
    weaving.redefineNestsOf(owners);
  }

  @Override
  public void restartWith(RestoredClasses classes, Iterable<Class<?>> loaded) {
    List<Class<?>> jdk = new ArrayList<>();
    loaded.forEach(jdk::add);
    try {
      weaving.restartWith(
          new RestartWeaving() {
            @Override
            public boolean comesInitialised(ClassLoader loader, String internalName) {
              return classes.comeInitialised().test(loader, internalName);
            }

            @Override
            public boolean fails(ClassLoader loader, String internalName) {
              return classes.fail().test(loader, internalName);
            }

            @Override
            public byte[] withResumeMethods(ClassLoader loader, String internalName, byte[] woven) {
              return classes.resume().add(loader, internalName, woven);
            }
          },
          jdk);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("Cannot restart: a JDK class can't be changed.", e);
    }
  }
}
