package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sigckpt.image.Codec;

class OptionsTest {
  private static final Path DIRECTORY = Path.of("/start");

  @Test
  void hasDefaults() {
    Options options = Options.parse(null, DIRECTORY);
    assertThat(options.file()).isEqualTo(DIRECTORY.resolve("app.ckpt"));
    assertThat(options.signal()).isEqualTo("USR1");
    assertThat(options.then()).isEqualTo(Options.Then.CONTINUE);
    assertThat(options.every()).isNull();
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(Options.parse("", DIRECTORY)).isEqualTo(options);
  }

  @Test
  void readsEveryKey() {
    Options options =
        Options.parse(
            "file=a/b.ckpt,signal=SIGUSR2,then=exit,every=5m,keep=3,timeout=200ms,"
                + "compress=zstd,files=keep,sockets=fail",
            DIRECTORY);
    assertThat(options)
        .isEqualTo(
            new Options(
                DIRECTORY.resolve("a/b.ckpt"),
                "USR2",
                Options.Then.EXIT,
                Duration.ofMinutes(5),
                3,
                Duration.ofMillis(200),
                Codec.ZSTD,
                Options.FilePolicy.KEEP,
                Options.SocketPolicy.FAIL));
  }

  @Test
  void namesTheUnknownKeyAndTheKnownOnes() {
    assertThatExceptionOfType(CannotStartException.class)
        .isThrownBy(() -> Options.parse("foo=1", DIRECTORY))
        .withMessageStartingWith("unknown option 'foo'; known: file, signal, then");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "then=maybe",
        "every=10",
        "every=0s",
        "keep=0",
        "keep=x",
        "timeout=1d",
        "compress=gzip",
        "signal=usr 1",
        "file",
        "file=",
        "file=a,file=b",
        "files=",
        "sockets=maybe"
      })
  void rejectsBadValuesByName(String text) {
    assertThatExceptionOfType(CannotStartException.class)
        .isThrownBy(() -> Options.parse(text, DIRECTORY))
        .withMessageContaining("'" + text.replaceAll("=.*", "") + "'");
  }
}
