package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.sigckpt.samples.Samples;

class ProgramTransformerTest {
  private static final String NAME = "org/sigckpt/samples/Samples$Constructed";
  private static final ClassLoader CUSTOM = new ClassLoader(null) {};

  private final byte[] original = WovenLoader.bytesOf(Samples.Constructed.class.getName());
  private final Originals originals = new Originals();
  private final Failures failures = new Failures();
  private final ProgramTransformer transformer = new ProgramTransformer(originals, failures);

  private byte[] transform(ClassLoader loader, byte[] bytes) {
    return transformer.transform(null, loader, NAME, null, null, bytes);
  }

  @Test
  void leavesJdkAndOwnLoadersToOthers() {
    assertThat(transform(null, original)).isNull();
    assertThat(transform(ClassLoader.getPlatformClassLoader(), original)).isNull();
    assertThat(transform(ProgramTransformer.class.getClassLoader(), original)).isNull();
  }

  @Test
  void keepsOriginalsOfCustomLoaders() {
    assertThat(transform(CUSTOM, original)).isNotEqualTo(original).isNotNull();
    assertThat(originals.read(CUSTOM, NAME)).isSameAs(original);
    assertThat(originals.read(new ClassLoader(null) {}, NAME)).isNull();
  }

  @Test
  void readsClassPathClassesAgainAndNoticesAChange() throws Exception {
    ClassLoader application = ClassLoader.getSystemClassLoader();
    ProtectionDomain located =
        new ProtectionDomain(
            new CodeSource(new URL("file:/somewhere/"), (Certificate[]) null), null);
    originals.note(application, NAME, located, original);
    assertThat(originals.read(application, NAME)).isEqualTo(original).isNotSameAs(original);

    byte[] changed = original.clone();
    changed[changed.length - 1]++;
    originals.note(application, NAME, located, changed);
    assertThat(originals.read(application, NAME)).isNull();
  }

  @Test
  void keepsGeneratedClassesOfTheApplicationLoader() {
    ClassLoader application = ClassLoader.getSystemClassLoader();
    originals.note(application, "a/Generated", null, original);
    assertThat(originals.read(application, "a/Generated")).isSameAs(original);
  }

  @Test
  void remembersWhyAClassStaysUnwoven() {
    assertThat(transform(CUSTOM, new byte[] {1, 2, 3})).isNull();
    assertThat(transformer.failures()).containsOnlyKeys(NAME);
  }

  @Test
  void emptiesInitializersOfRestoredClassesOnly() throws Exception {
    transformer.restartWith(
        new RestartWeaving() {
          @Override
          public boolean comesInitialised(ClassLoader loader, String internalName) {
            return loader == CUSTOM && internalName.equals(NAME);
          }

          @Override
          public byte[] withResumeMethods(ClassLoader loader, String internalName, byte[] woven) {
            return woven;
          }
        });
    assertThat(sumAfterLoading(transform(CUSTOM, original))).isEqualTo(0);
    assertThat(sumAfterLoading(transform(new ClassLoader(null) {}, original))).isEqualTo(7);
  }

  private static int sumAfterLoading(byte[] bytes) throws Exception {
    Class<?> type = new WovenLoader(false).defineAsIs(NAME.replace('/', '.'), bytes);
    Object constructed = type.getConstructor(int.class).newInstance(0);
    return type.getField("own").getInt(constructed);
  }

  @Test
  void passesTheWovenClassToTheResumeHook() {
    byte[][] seen = new byte[1][];
    byte[] withMethods = original.clone();
    byte[] wovenAlone = transform(CUSTOM, original);
    transformer.restartWith(
        new RestartWeaving() {
          @Override
          public boolean comesInitialised(ClassLoader loader, String internalName) {
            return false;
          }

          @Override
          public byte[] withResumeMethods(ClassLoader loader, String internalName, byte[] woven) {
            seen[0] = woven;
            return withMethods;
          }
        });
    assertThat(transform(CUSTOM, original)).isSameAs(withMethods);
    assertThat(seen[0]).isEqualTo(wovenAlone);
  }
}
