package org.sigckpt.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.ObjectHandler;

class FileDescriptorHandlerTest {
  @TempDir Path folder;
  private Path file;
  private long openBefore;

  /** The first pipe and the first socket make the JDK open files that it keeps. */
  @BeforeAll
  static void warmUp() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    pipe.sink().close();
    new ServerSocket(0).close();
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("data"), "0123456789");
    openBefore = openFiles();
  }

  @AfterEach
  void nothingStaysOpen() throws IOException {
    assertThat(openFiles()).isEqualTo(openBefore);
  }

  @Test
  void goesOnReadingWhereItStood() throws IOException {
    TinyImage image;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      in.skip(4);
      image = TinyImage.of(in);
    }
    try (FileInputStream in = (FileInputStream) image.restore()) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("456789");
      assertThat(in.getFD().valid()).isTrue();
    }
  }

  @Test
  void truncatesWhatWasWrittenLater() throws IOException {
    TinyImage image;
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write("before ".getBytes(UTF_8));
      image = TinyImage.of(out);
      out.write("lost".getBytes(UTF_8));
    }
    try (FileOutputStream out = (FileOutputStream) image.restore()) {
      assertThat(file).hasContent("before ");
      out.write("after".getBytes(UTF_8));
    }
    assertThat(file).hasContent("before after");
  }

  @Test
  void keepsAppendMode() throws IOException {
    TinyImage image;
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      image = TinyImage.of(out, handlers(FilePolicy.KEEP));
    }
    Files.writeString(file, "!", StandardOpenOption.APPEND);
    try (FileOutputStream out = (FileOutputStream) image.restore()) {
      out.write('x');
    }
    assertThat(file).hasContent("0123456789!x");
  }

  @Test
  void restoresChangedMiddleOfReadWriteFile() throws IOException {
    TinyImage image;
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(3);
      image = TinyImage.of(out);
      out.write("lost".getBytes(UTF_8));
    }
    try (RandomAccessFile out = (RandomAccessFile) image.restore()) {
      assertThat(out.getFilePointer()).isEqualTo(3);
      out.write('x');
    }
    assertThat(file).hasContent("012x456789");
  }

  @Test
  void refusesRestartWhenFileIsMissingOrShorterOrChanged() throws IOException {
    TinyImage image;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      image = TinyImage.of(in);
    }
    Files.writeString(file, "01234");
    assertThatThrownBy(image::restore)
        .isInstanceOf(ResourceLostException.class)
        .hasMessageContaining("it is 5 bytes long vs 10 at the checkpoint");
    Files.writeString(file, "0123x56789");
    assertThatThrownBy(image::restore).hasMessageContaining("its content changed (crc32c 0x");
    Files.delete(file);
    assertThatThrownBy(image::restore).hasMessageContaining("it is missing");
  }

  @Test
  void failPolicyRefusesLongerFile() throws IOException {
    TinyImage image;
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
      image = TinyImage.of(out);
      out.write('x');
    }
    assertThatThrownBy(() -> image.restore(handlers(FilePolicy.FAIL)))
        .hasMessageContaining("it is 11 bytes long vs 10");
  }

  @Test
  void leavesOtherFilesAloneWhenOneIsMissing() throws IOException {
    Path gone = Files.createFile(folder.resolve("gone"));
    TinyImage image;
    try (FileOutputStream out = new FileOutputStream(file.toFile(), true);
        FileInputStream in = new FileInputStream(gone.toFile())) {
      image = TinyImage.of(new Object[] {out, in});
      out.write("later".getBytes(UTF_8));
    }
    Files.delete(gone);
    assertThatThrownBy(image::restore).isInstanceOf(ResourceLostException.class);
    assertThat(file).hasContent("0123456789later");
    openBefore++; // the file that was reopened before the refusal; the JVM ends there
  }

  @Test
  void carriesContentOfDeletedFile() throws IOException {
    TinyImage image;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
      Files.delete(file);
      in.seek(8);
      image = TinyImage.of(in);
    }
    try (RandomAccessFile in = (RandomAccessFile) image.restore()) {
      assertThat(in.readLine()).isEqualTo("89");
      assertThat(in.length()).isEqualTo(10);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void carriesReaderWithItsBuffer() throws IOException {
    Files.writeString(file, "one\ntwo\nthree\n".repeat(5000));
    TinyImage image;
    try (BufferedReader in = new BufferedReader(new FileReader(file.toFile(), UTF_8))) {
      in.readLine();
      image = TinyImage.of(in);
    }
    try (BufferedReader in = (BufferedReader) image.restore()) {
      assertThat(in.readLine()).isEqualTo("two");
      assertThat(in.lines()).hasSize(14_998).endsWith("three");
    }
  }

  @Test
  void carriesChannelOfStreamAndBothClose() throws IOException {
    TinyImage image;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.getChannel().position(7);
      image = TinyImage.of(in);
    }
    RandomAccessFile in = (RandomAccessFile) image.restore();
    FileChannel channel = in.getChannel();
    ByteBuffer bytes = ByteBuffer.allocate(8);
    assertThat(channel.read(bytes)).isEqualTo(3);
    channel.close();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
  }

  @Test
  void carriesChannelOfItsOwn() throws IOException {
    TinyImage image;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.position(2);
      image = TinyImage.of(channel);
    }
    try (FileChannel channel = (FileChannel) image.restore()) {
      assertThat(channel.position()).isEqualTo(2);
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      assertThat(RawObjects.get(channel, "closer")).isNotNull();
    }
    assertThat(file).hasContent("01x3456789");
  }

  @Test
  void restoresChannelThatWasRestoredBefore() throws IOException {
    TinyImage first;
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(2);
      first = TinyImage.of(channel);
    }
    TinyImage second;
    try (FileChannel channel = (FileChannel) first.restore()) {
      channel.position(5);
      second = TinyImage.of(channel);
    }
    try (FileChannel channel = (FileChannel) second.restore()) {
      assertThat(channel.position()).isEqualTo(5);
    }
  }

  @Test
  void carriesStreamOfFiles() throws IOException {
    TinyImage image;
    try (var in = Files.newInputStream(file)) {
      in.skip(6);
      image = TinyImage.of(in);
    }
    try (var in = (java.io.InputStream) image.restore()) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("6789");
    }
  }

  @Test
  void carriesClosedStreamsAndChannels() throws IOException {
    FileInputStream in = new FileInputStream(file.toFile());
    FileChannel channel = FileChannel.open(file);
    in.close();
    channel.close();
    Object[] restored = (Object[]) TinyImage.of(new Object[] {in, channel}).restore();
    assertThatThrownBy(((FileInputStream) restored[0])::read).isInstanceOf(IOException.class);
    assertThat(((FileChannel) restored[1]).isOpen()).isFalse();
  }

  @Test
  void reopensNullDevice() throws IOException {
    TinyImage image;
    try (FileOutputStream out = new FileOutputStream("/dev/null")) {
      image = TinyImage.of(out);
    }
    try (FileOutputStream out = (FileOutputStream) image.restore()) {
      out.write(1);
    }
  }

  @Test
  void closesRestoredFileThatTheProgramForgets() throws Exception {
    TinyImage image;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      image = TinyImage.of(in);
    }
    image.restore();
    assertThat(openFiles()).isEqualTo(openBefore + 1);
    long end = System.nanoTime() + 10_000_000_000L;
    while (openFiles() != openBefore && System.nanoTime() < end) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  /** As databases do, whose new files are to be found after a crash. */
  @Test
  void forcesAFolderThatWasOpen() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ);
        FileChannel restored = (FileChannel) TinyImage.of(channel).restore()) {
      restored.force(true);
      assertThat(restored.isOpen()).isTrue();
    }
  }

  @Test
  void keepsTheLockOfAFileThatItCaptures() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      TinyImage.of(lock);
      // The kernel names the locks that a descriptor holds, see proc(5).
      assertThat(fdInfo()).contains("ADVISORY");
    }
  }

  private static String fdInfo() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
      for (Path each : files) {
        all.append(Files.isReadable(each) ? Files.readString(each) : "");
      }
    }
    return all.toString();
  }

  private static void refuses(Object object, String message) {
    assertThatThrownBy(() -> TinyImage.of(object))
        .isInstanceOf(CannotCaptureException.class)
        .hasMessageContaining(message);
  }

  private static List<ObjectHandler> handlers(FilePolicy policy) {
    return FileResources.handlers(policy, path -> path, new SocketResources(SocketPolicy.FAIL));
  }

  private static long openFiles() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? -1 : names.length;
  }
}
