package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileTest {
  @TempDir Path directory;

  private Options options() {
    return Options.parse(null, directory);
  }

  @Test
  void carriesFileAndExitOnce() throws Exception {
    RequestFile request = new RequestFile(directory, 7);
    request.write(Path.of("/x/y.ckpt"), true);
    Path path = directory.resolve(".sigckpt-7");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");

    Options asked = request.apply(options());
    assertThat(asked.file()).isEqualTo(Path.of("/x/y.ckpt"));
    assertThat(asked.then()).isEqualTo(Options.Then.EXIT);
    assertThat(path).doesNotExist();
    assertThat(request.apply(options())).isEqualTo(options());
  }

  @Test
  void ignoresAFileThatOthersMayWrite() throws Exception {
    RequestFile request = new RequestFile(directory, 7);
    request.write(null, true);
    Files.setPosixFilePermissions(
        directory.resolve(".sigckpt-7"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(request.apply(options())).isEqualTo(options());
  }

  @Test
  void ignoresALink() throws Exception {
    RequestFile target = new RequestFile(directory, 8);
    target.write(null, true);
    Files.createSymbolicLink(directory.resolve(".sigckpt-7"), directory.resolve(".sigckpt-8"));
    assertThat(new RequestFile(directory, 7).apply(options())).isEqualTo(options());
  }
}
