package probe;

import java.io.*;
import java.util.concurrent.*;

/** Child processes that have ended, one after the other: their streams, waitFor with time, onExit. */
public class P_process_wait {
  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 12; i++) {
      Process p = new ProcessBuilder("sh", "-c", "echo out" + i + "; echo err >&2; exit " + i).start();
      String out = new String(p.getInputStream().readAllBytes());
      String err = new BufferedReader(new InputStreamReader(p.getErrorStream())).readLine();
      p.getOutputStream().close();
      int status = p.waitFor();
      p.getInputStream().close();
      p.getErrorStream().close();
      sum = sum * 31 + out.hashCode() + err.length() + status;
      p = null;
      if (i % 4 == 2) {
        Pause.here();
      }
      for (int k = 0; k < 300_000; k++) {
        sum = sum * 31 + k;
      }
    }
    System.out.println("FINAL " + sum);
  }
}
