package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.statefile.ExitStatus;
import org.sigckpt.targets.PeerTarget;

/** Sockets whose other end is outside the program; this test is the other end. */
class SocketsIT {
  @TempDir Path directory;

  private TargetRun run(String... arguments) throws IOException {
    return new TargetRun(TargetRun.defaultJdk(), directory, PeerTarget.class).arguments(arguments);
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void refusesAConnectionByItsAddresses() throws IOException {
    try (ServerSocket server = server();
        TargetRun run = run("connect", server.getLocalPort() + "").start("then=exit");
        Socket peer = server.accept()) {
      String report = run.awaitPause(1).checkpoint().awaitRefusal(1);
      assertThat(report)
          .contains("Cannot checkpoint socket /127.0.0.1:" + peer.getPort())
          .contains("to /127.0.0.1:" + server.getLocalPort())
          .contains("policy is fail")
          .contains("sockets=close");
      run.letGo(1);
      assertThat(peer.getInputStream().read()).isEqualTo(7);
      peer.getOutputStream().write(8);
      assertThat(run.end().out()).isEqualTo("PAUSE 1\nread 8\n");
    }
  }

  @Test
  void restoresAConnectionAsReset() throws IOException {
    try (ServerSocket server = server();
        TargetRun run = run("connect", server.getLocalPort() + "");
        Socket peer = accepted(run.start("then=exit,sockets=close"), server)) {
      run.awaitPause(1).checkpoint();
      assertThat(run.end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
      assertThat(run.letGo(1).restart().end().out())
          .isIn("Connection reset\n", "Connection reset by peer\n", "Broken pipe\n");
    }
  }

  private static Socket accepted(TargetRun started, ServerSocket server) throws IOException {
    assertThat(started).isNotNull();
    return server.accept();
  }

  @Test
  void refusesToRestartWhereAnAddressIsTaken() throws IOException {
    try (TargetRun run = run("listen")) {
      run.start("then=exit").awaitPause(1).checkpoint();
      String out = run.end().out();
      int port = Integer.parseInt(out.substring("PORT ".length(), out.indexOf('\n')));
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        TargetRun.Life refused = run.letGo(1).restart().end();
        assertThat(taken.isBound()).isTrue();
        assertThat(refused.status()).isEqualTo(ExitStatus.RESOURCE_LOST.code());
        assertThat(refused.err()).contains("Cannot restore socket").contains(":" + port);
        assertThat(refused.out()).isEmpty();
      }
      assertThat(Files.exists(run.statefile())).isTrue();
      assertThat(run.restart().end().status()).isZero();
    }
  }
}
