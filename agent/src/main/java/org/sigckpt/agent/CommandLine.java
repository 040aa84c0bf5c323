package org.sigckpt.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Main-Class} of sigckpt.jar: asks another process for a checkpoint. */
public final class CommandLine {
  private static final int OK = 0;
  private static final int REFUSED = 1;
  private static final int BAD_USAGE = 2;

  private static final String USAGE =
      """
      usage: java -jar sigckpt.jar checkpoint PID [--file FILE] [--exit] [--signal NAME]
             java -jar sigckpt.jar --help | --version

        PID            process that runs with -javaagent:sigckpt.jar
        --file FILE    write this statefile instead of the process's own
        --exit         end the process after the checkpoint, with status 75
        --signal NAME  the signal given as option signal= of the agent (default USR1)

      Run a program under the agent:  java -javaagent:sigckpt.jar[=key=value,…] -jar app.jar
      Restart a statefile:            java -jar app.ckpt
      """;

  private final PrintStream out;
  private final PrintStream err;

  CommandLine(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(System.out, System.err).run(List.of(arguments)));
  }

  /** Returns the exit status: 0 done, 1 refused, 2 wrong usage. */
  int run(List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    switch (command) {
      case "--help", "-h", "help":
        out.print(USAGE);
        return OK;
      case "--version":
        out.println("sigckpt " + version());
        return OK;
      case "checkpoint":
        return checkpoint(arguments.subList(1, arguments.size()));
      case "":
        err.print(USAGE);
        return BAD_USAGE;
      default:
        return wrong("unknown command '" + command + "'");
    }
  }

  private int checkpoint(List<String> arguments) {
    String pid = null;
    Path file = null;
    boolean exit = false;
    String signal = "USR1";
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean takesValue = argument.equals("--file") || argument.equals("--signal");
      if (takesValue && i + 1 == arguments.size()) {
        return wrong("'" + argument + "' needs a value");
      }
      switch (argument) {
        case "--file" -> file = Path.of(arguments.get(++i));
        case "--signal" -> signal = arguments.get(++i).replaceFirst("^SIG", "");
        case "--exit" -> exit = true;
        default -> {
          if (argument.startsWith("-") || pid != null) {
            return wrong("unknown argument '" + argument + "'");
          }
          pid = argument;
        }
      }
    }
    if (pid == null || !pid.matches("[1-9]\\d{0,9}")) {
      return wrong(pid == null ? "the process id is missing" : "'" + pid + "' is no process id");
    }
    return ask(Long.parseLong(pid), signal, file, exit);
  }

  private int ask(long pid, String signal, @Nullable Path file, boolean exit) {
    if (!signal.matches("[A-Z][A-Z0-9+-]*")) {
      return wrong("'" + signal + "' is no signal name");
    }
    if (!listens(pid, signal)) {
      err.println(
          "sigckpt: cannot checkpoint process "
              + pid
              + ": it is gone or does not handle SIG"
              + signal
              + ", which would end it; start it with -javaagent:sigckpt.jar.");
      return REFUSED;
    }
    RequestFile request = RequestFile.ofProcess(pid);
    try {
      if (file != null || exit) {
        request.write(file, exit);
      }
      int status = kill(pid, signal);
      if (status != 0) {
        request.delete();
        err.println("sigckpt: cannot signal process " + pid + " (kill ended with " + status + ").");
        return REFUSED;
      }
    } catch (IOException e) {
      err.println("sigckpt: cannot ask process " + pid + ": " + e.getMessage());
      return REFUSED;
    }
    return OK;
  }

  /**
   * Returns whether the process is a JVM that catches the signal; the default action would end it.
   * Where there is no {@code /proc}, returns whether the process exists.
   */
  private static boolean listens(long pid, String signal) {
    Path process = Path.of("/proc/" + pid);
    try {
      return catches(Files.readAllLines(process.resolve("status")), signal)
          && Files.readString(process.resolve("maps"), StandardCharsets.ISO_8859_1)
              .contains("/libjvm.so");
    } catch (IllegalArgumentException e) {
      return false;
    } catch (IOException e) {
      return !Files.isDirectory(Path.of("/proc/self"))
          && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
  }

  /** Reads the mask of caught signals, bit 0 for signal 1 (proc(5)). */
  private static boolean catches(List<String> status, String signal) {
    int number = new sun.misc.Signal(signal).getNumber();
    for (String line : status) {
      if (line.startsWith("SigCgt:")) {
        long caught = Long.parseUnsignedLong(line.substring("SigCgt:".length()).trim(), 16);
        return (caught >>> (number - 1) & 1) != 0;
      }
    }
    return false;
  }

  private static int kill(long pid, String signal) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return kill.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return REFUSED;
    }
  }

  private int wrong(String what) {
    err.println("sigckpt: " + what + "; try --help");
    return BAD_USAGE;
  }

  private static String version() {
    String version = CommandLine.class.getPackage().getImplementationVersion();
    return version == null ? "(unpacked classes)" : version;
  }
}
