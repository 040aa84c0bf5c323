package org.sigckpt.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of a TCP connection in {@code /proc/net/tcp}.
 *
 * <pre>
 *   sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
 *    0 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 0 0 690055
 * </pre>
 *
 * @param state as in the kernel's tcp_states.h
 * @param unsentBytes sent by the program and not acknowledged by the receiver
 */
record TcpQueues(int state, long unsentBytes) {
  private static final int ESTABLISHED = 1;
  private static final int FIN_WAIT1 = 4;
  private static final int FIN_WAIT2 = 5;
  private static final int CLOSE_WAIT = 8;
  private static final int INODE = 9;
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  /** Returns null if it is no connection; the link is as of {@code /proc/self/fd}. */
  static @Nullable TcpQueues of(String link) throws IOException {
    String inode = link.substring(link.indexOf('[') + 1, link.length() - 1);
    for (String[] columns : rows()) {
      if (columns[INODE].equals(inode)) {
        String queued = columns[4].substring(0, columns[4].indexOf(':'));
        return new TcpQueues(Integer.parseInt(columns[3], 16), Long.parseLong(queued, 16));
      }
    }
    return null;
  }

  private static List<String[]> rows() throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (Path table : TABLES) {
      for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
        String[] columns = line.trim().split("\\s+", -1);
        if (columns.length > INODE) {
          rows.add(columns);
        }
      }
    }
    return rows;
  }

  /** Returns whether the peer, if it is there too, may send or has only closed its output. */
  boolean isOpen() {
    return state == ESTABLISHED || state == CLOSE_WAIT || outputShut();
  }

  /** Returns whether the peer has ended its output, and this end not. */
  boolean isAtEnd() {
    return state == CLOSE_WAIT;
  }

  /**
   * Returns whether a process holds a socket with these ports. Addresses are not looked at: another
   * connection may be taken for it.
   */
  static boolean isHeld(int localPort, int remotePort) throws IOException {
    String local = String.format(Locale.ROOT, ":%04X", localPort);
    String remote = String.format(Locale.ROOT, ":%04X", remotePort);
    for (String[] columns : rows()) {
      if (columns[1].endsWith(local)
          && columns[2].endsWith(remote)
          && !columns[INODE].equals("0")) {
        return true;
      }
    }
    return false;
  }

  boolean outputShut() {
    return state == FIN_WAIT1 || state == FIN_WAIT2;
  }
}
