package org.sigckpt.statefile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The questions a statefile answers instead of restarting. */
public final class StatefileCommands {
  private static final String HOLD = "--hold";

  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** Creates the commands that need nothing but the file. */
  public StatefileCommands() {
    commands.put("--info", new Command("", "what, when and where from", this::info));
    commands.put("--threads", new Command("", "the captured threads", this::threads));
    commands.put("--verify", new Command("", "check every byte", this::verify));
  }

  /** Answers one question. */
  public interface Answer {
    /**
     * Prints the answer.
     *
     * @param values as many as the command was declared with
     */
    void print(Statefile statefile, List<String> values, PrintStream out) throws IOException;
  }

  /**
   * What the command line asks for.
   *
   * @param handled whether it was done, and the process is to end with the status
   * @param hold whether the restart is to stay at the barrier
   */
  public record Result(boolean handled, ExitStatus status, boolean hold) {}

  private record Command(String parameter, String help, Answer answer) {
    int valueCount() {
      return parameter.isEmpty() ? 0 : 1;
    }
  }

  /**
   * Adds a question that needs more than this package knows, such as {@code --histogram}.
   *
   * @param parameter name of its one value, or empty
   */
  public void add(String option, String parameter, String help, Answer answer) {
    commands.put(option, new Command(parameter, help, answer));
  }

  /**
   * Does what the arguments ask for.
   *
   * @return not handled if the program is to be restarted
   */
  public Result handle(Path file, List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.isEmpty()) {
      return new Result(false, ExitStatus.DONE, false);
    }
    String option = arguments.get(0);
    if (arguments.equals(List.of(HOLD))) {
      return new Result(false, ExitStatus.DONE, true);
    }
    if (arguments.equals(List.of("--help"))) {
      help(file, out);
      return handled(ExitStatus.DONE);
    }
    Command command = commands.get(option);
    if (command == null) {
      err.println("Cannot use argument '" + option + "': it is unknown; see --help.");
      return handled(ExitStatus.BAD_ARGUMENTS);
    }
    List<String> values = arguments.subList(1, arguments.size());
    if (values.size() != command.valueCount()) {
      err.println(
          "Cannot use "
              + option
              + ": "
              + values.size()
              + " values vs "
              + command.valueCount()
              + " expected; see --help.");
      return handled(ExitStatus.BAD_ARGUMENTS);
    }
    return handled(run(command, file, values, out, err));
  }

  private static ExitStatus run(
      Command command, Path file, List<String> values, PrintStream out, PrintStream err) {
    try (Statefile statefile = Statefile.open(file)) {
      command.answer.print(statefile, values, out);
      return ExitStatus.DONE;
    } catch (StatefileException e) {
      err.println(e.getMessage());
      return e.status();
    } catch (NoSuchFileException e) {
      err.println("Cannot read statefile " + file + ": there is no such file.");
      return ExitStatus.UNREADABLE;
    } catch (IOException e) {
      err.println("Cannot read statefile " + file + ": " + e.getMessage() + ".");
      return ExitStatus.UNREADABLE;
    }
  }

  private static Result handled(ExitStatus status) {
    return new Result(true, status, false);
  }

  private void help(Path file, PrintStream out) {
    out.println("Usage: java [JVM flags] -jar " + file.getFileName() + " [OPTION]");
    out.println("Without an option, the program goes on where it was. Options:");
    commands.forEach(
        (option, command) ->
            out.printf("  %-18s %s%n", (option + " " + command.parameter).trim(), command.help));
    out.printf("  %-18s %s%n", HOLD, "restart, but stay at the barrier for a debugger");
    out.printf("  %-18s %s%n", "--help", "this text");
  }

  private void info(Statefile statefile, List<String> values, PrintStream out) throws IOException {
    Meta meta = statefile.meta();
    Meta.Origin origin = meta.origin();
    JvmIdentity jvm = meta.jvm();
    line(out, "Statefile", statefile.path() + ", " + bytes(statefile.lengthBytes()));
    line(out, "Program", origin.commandLine());
    line(out, "Checkpoint", Instant.ofEpochMilli(meta.createdAtEpochMillis()).toString());
    line(out, "Life", life(meta.generation()) + ", up " + origin.uptimeMillis() / 1000 + " s");
    line(out, "From", "process " + origin.pid() + " on " + origin.host());
    line(out, "Folder", origin.workingDirectory());
    line(out, "JDK", jvm.vmName() + " " + jvm.runtimeVersion() + " (" + jvm.vmVendor() + ")");
    line(out, "JDK home", jvm.home());
    line(out, "Layout", jvm.layout());
    line(out, "Maximum heap", bytes(jvm.maxHeapBytes()));
    line(
        out,
        "Live heap",
        bytes(meta.heap().liveBytes()) + ", " + meta.heap().objectCount() + " objects");
    line(out, "Threads", Integer.toString(meta.threads().size()));
    line(out, "Embedded", String.join(", ", statefile.embedded()));
    for (SectionKind kind : SectionKind.values()) {
      if (statefile.kinds().contains(kind)) {
        line(out, "Section " + kind, bytes(statefile.section(kind).lengthBytes()));
      }
    }
  }

  private static String life(int generation) {
    return generation == 0 ? "first" : "after " + generation + " restarts";
  }

  private void threads(Statefile statefile, List<String> values, PrintStream out)
      throws IOException {
    for (Meta.CapturedThread thread : statefile.meta().threads()) {
      out.printf("%6d  %-14s  %s%n", thread.id(), thread.state(), thread.name());
    }
  }

  private void verify(Statefile statefile, List<String> values, PrintStream out)
      throws IOException {
    statefile.verify();
    out.println(statefile.path() + ": intact, " + bytes(statefile.lengthBytes()) + ".");
  }

  private static void line(PrintStream out, String what, String value) {
    out.printf("%-17s %s%n", what + ":", value);
  }

  private static String bytes(long count) {
    if (count < 10_000) {
      return count + " bytes";
    }
    return count < 10_000L << 10 ? (count >> 10) + " KiB" : (count >> 20) + " MiB";
  }
}
