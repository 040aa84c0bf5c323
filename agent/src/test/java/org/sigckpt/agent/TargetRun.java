package org.sigckpt.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One program of {@code org.sigckpt.targets} in a folder of its own, in one life after the other.
 *
 * <pre>
 *   start() or restart()       a life begins; its output goes to files
 *   awaitPause(n)              the target stands at its n-th pause
 *   checkpoint()               SIGUSR1
 *   awaitCommit(n)             its n-th statefile is there
 *   letGo(n)                   the target may leave its n-th pause, in this life or the next
 *   kill() or end()            the life is over
 * </pre>
 *
 * <p>Each wait ends after {@link #TIMEOUT_SECONDS}: the process then prints its threads and is
 * killed, and the test fails with all it printed.
 */
final class TargetRun implements AutoCloseable {
  /** Exit status after a checkpoint with {@code then=exit}. */
  static final int CHECKPOINTED = 75;

  private static final int TIMEOUT_SECONDS = 60;
  private static final long LOOK_MILLIS = 2;

  private final Path directory;
  private final Class<?> target;
  private final List<String> flags = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private final List<Path> errors = new ArrayList<>();
  private Path jdk;
  private String limit = "";
  private Path otherAgent;
  private Path input = Path.of("/dev/null");
  private Process process;

  /** What one life printed, and how it ended. */
  record Life(int status, String out, String err) {
    /** Returns standard error without our own reports. */
    String programErr() {
      return err.lines()
          .filter(line -> !line.startsWith("sigckpt: "))
          .map(line -> line + "\n")
          .collect(Collectors.joining());
    }
  }

  TargetRun(Path jdk, Path directory, Class<?> target) throws IOException {
    this.jdk = jdk;
    this.directory = Files.createDirectories(directory);
    this.target = target;
  }

  /** Returns the JDK whose java runs the targets. */
  static Path defaultJdk() {
    return Path.of(System.getProperty("sigckpt.test.java.home", System.getProperty("java.home")));
  }

  TargetRun flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  TargetRun arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Names another agent behind ours. */
  TargetRun otherAgent(Path jar) {
    otherAgent = jar;
    return this;
  }

  /** Sets standard input of the lives to come. */
  TargetRun input(String text) throws IOException {
    input = Files.createTempFile(directory, "input", ".txt");
    Files.writeString(input, text);
    return this;
  }

  /** Sets a pipe as standard input of the lives to come. */
  TargetRun inputFrom(Path pipe) {
    input = pipe;
    return this;
  }

  /** Sets the JDK of the lives to come. */
  TargetRun onJdk(Path other) {
    jdk = other;
    return this;
  }

  /** Limits the size of each file that the lives to come write. */
  TargetRun fileSizeLimit(int kibibytes) {
    // In units of 512 bytes (POSIX.1-2017); where sh is bash, twice as much.
    limit = "ulimit -f " + 2 * kibibytes + "; ";
    return this;
  }

  Path statefile() {
    return directory.resolve("app.ckpt");
  }

  Path directory() {
    return directory;
  }

  /** Starts the first life without the agent. */
  TargetRun startUndisturbed() throws IOException {
    List<String> command = new ArrayList<>(flags);
    command.addAll(program());
    return launch(command);
  }

  /** Starts the first life under the agent. */
  TargetRun start(String options) throws IOException {
    List<String> command = new ArrayList<>(flags);
    command.add("-javaagent:" + Jdks.agentJar() + (options.isEmpty() ? "" : "=" + options));
    if (otherAgent != null) {
      command.add("-javaagent:" + otherAgent);
    }
    command.addAll(program());
    return launch(command);
  }

  /** Starts the next life; also with flags that the program was not started with. */
  TargetRun restart(String... vmFlags) throws IOException {
    List<String> command = new ArrayList<>(List.of(vmFlags));
    command.add("-jar");
    command.add(statefile().toString());
    return launch(command);
  }

  /** Asks the statefile a question. */
  TargetRun restartWith(String argument) throws IOException {
    return launch(List.of("-jar", statefile().toString(), argument));
  }

  private List<String> program() {
    List<String> command = new ArrayList<>();
    command.add("-cp");
    command.add(testClasses());
    command.add(target.getName());
    command.addAll(arguments);
    return command;
  }

  private static String testClasses() {
    try {
      return Jdks.testClasses();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private TargetRun launch(List<String> javaArguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (!limit.isEmpty()) {
      command.addAll(List.of("sh", "-c", limit + "exec \"$@\"", "sh"));
    }
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(javaArguments);
    outputs.add(directory.resolve("life-" + outputs.size() + ".out"));
    errors.add(directory.resolve("life-" + errors.size() + ".err"));
    process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(input.toFile())
            .redirectOutput(last(outputs).toFile())
            .redirectError(last(errors).toFile())
            .start();
    return this;
  }

  TargetRun awaitPause(int number) throws IOException {
    return awaitOutput("PAUSE " + number + "\n");
  }

  TargetRun awaitOutput(String text) throws IOException {
    await("'" + text.strip() + "' on standard output", () -> read(last(outputs)).contains(text));
    return this;
  }

  /** Sends the signal that asks for a checkpoint. */
  TargetRun checkpoint() throws IOException {
    signal("USR1");
    return this;
  }

  /** Waits for the n-th commit in this life. */
  TargetRun awaitCommit(int number) throws IOException {
    await(
        "commit " + number,
        () -> count(read(last(errors)), "sigckpt: checkpoint committed: ") == number);
    return this;
  }

  /** Waits for the n-th refusal in this life, and returns all reports. */
  String awaitRefusal(int number) throws IOException {
    await("refusal", () -> count(read(last(errors)), "sigckpt: Cannot checkpoint") == number);
    return read(last(errors));
  }

  /** Lets the target leave its n-th pause. */
  TargetRun letGo(int number) throws IOException {
    Path go = directory.resolve("go-" + number);
    if (!Files.exists(go)) {
      Files.createFile(go);
    }
    return this;
  }

  /** Waits until the condition holds, as long as the process lives. */
  void await(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      boolean late = System.nanoTime() - deadline > 0;
      if (late || !process.isAlive() && !condition.getAsBoolean()) {
        throw failure("did not come to " + what);
      }
      sleep();
    }
  }

  /** Kills the process where it stands. */
  Life kill() throws IOException {
    process.destroyForcibly();
    return end();
  }

  /** Waits for the end of the life. */
  Life end() throws IOException {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw failure("did not end");
      }
    } catch (InterruptedException e) {
      throw failure("was not awaited: " + e);
    }
    return new Life(process.exitValue(), read(last(outputs)), read(last(errors)));
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private AssertionError failure(String what) throws IOException {
    if (process.isAlive()) {
      long before = read(last(outputs)).length();
      signal("QUIT");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (process.isAlive()
          && System.nanoTime() - deadline < 0
          && read(last(outputs)).indexOf("JNI global refs", (int) before) < 0) {
        sleep();
      }
      process.destroyForcibly();
    }
    StringBuilder text = new StringBuilder(target.getSimpleName() + " " + what);
    if (!process.isAlive()) {
      text.append(" and ended with ").append(process.exitValue());
    }
    for (int i = 0; i < outputs.size(); i++) {
      text.append("\n---- life ").append(i).append(", standard output\n");
      text.append(read(outputs.get(i)));
      text.append("\n---- life ").append(i).append(", standard error\n");
      text.append(read(errors.get(i)));
    }
    return new AssertionError(text.toString());
  }

  private void signal(String name) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long count(String text, String line) {
    try (Stream<String> lines = text.lines()) {
      return lines.filter(each -> each.startsWith(line)).count();
    }
  }

  private static Path last(List<Path> files) {
    return files.get(files.size() - 1);
  }
}
