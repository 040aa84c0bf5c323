package org.sigckpt.statefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  private static final JvmIdentity CAPTURED =
      new JvmIdentity("17.0.1+2", "17.0.1+2", "VM", "V", "/jdk", "oops=true", 512L << 20);

  @TempDir Path folder;

  @Test
  void acceptsTheSameJvm() throws IOException {
    Meta meta = StatefileFixture.meta(CAPTURED, 100L << 20);
    try (Statefile statefile = write(meta)) {
      assertThat(Preflight.check(statefile, CAPTURED)).isEqualTo(meta);
    }
  }

  @Test
  void acceptsTheJvmThatWrote() throws IOException {
    try (Statefile statefile = write(StatefileFixture.meta())) {
      assertThat(Preflight.check(statefile).jvm()).isEqualTo(JvmIdentity.current());
    }
  }

  @Test
  void namesTheJdkToUse() throws IOException {
    refuses(
        new JvmIdentity("25+1", "25+1", "VM", "V", "/other", "oops=true", 512L << 20),
        ExitStatus.OTHER_JDK,
        "run it with the java of /jdk.");
  }

  @Test
  void namesBothLayouts() throws IOException {
    refuses(
        new JvmIdentity("17.0.1+2", "17.0.1+2", "VM", "V", "/jdk", "oops=false", 512L << 20),
        ExitStatus.OTHER_LAYOUT,
        "oops=false vs oops=true");
  }

  @Test
  void namesTheHeapToAskFor() throws IOException {
    refuses(
        new JvmIdentity("17.0.1+2", "17.0.1+2", "VM", "V", "/jdk", "oops=true", 64L << 20),
        ExitStatus.HEAP_TOO_SMALL,
        "64 MiB vs 119 MiB needed for the captured objects; add -Xmx512m.");
  }

  private void refuses(JvmIdentity jvm, ExitStatus status, String text) throws IOException {
    try (Statefile statefile = write(StatefileFixture.meta(CAPTURED, 100L << 20))) {
      assertThatThrownBy(() -> Preflight.check(statefile, jvm))
          .isInstanceOf(PreflightException.class)
          .hasMessageContaining(text)
          .extracting(e -> ((PreflightException) e).status())
          .isEqualTo(status);
    }
  }

  private Statefile write(Meta meta) throws IOException {
    Path target = folder.resolve("app.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(target)) {
      writer.manifest(StatefileFixture.MANIFEST);
      writer.section(SectionKind.META, meta.encode());
      writer.commit();
    }
    return Statefile.open(target);
  }
}
