package org.sigckpt.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.classes.ClassTable;

/** Writes objects to memory and reads them back as new objects of the same JVM. */
final class RoundTrip {
  final List<Class<?>> types = new ArrayList<>(java.util.Collections.singletonList(null));
  final Map<Class<?>, Integer> ids = new HashMap<>();
  final Map<Long, Object> preMade = new HashMap<>();
  WellKnownObjects wellKnown = WellKnownObjects.of(List.of(), Set.of());
  InternedStrings interned = InternedStrings.of(List.of());
  List<ObjectHandler> handlers = StandardHandlers.list(new BufferMemory());

  /** Runs between writing and reading. */
  Runnable between = () -> {};

  final ClassTable classes =
      type ->
          ids.computeIfAbsent(
              type,
              added -> {
                types.add(added);
                return types.size() - 1;
              });

  @SuppressWarnings("unchecked")
  static <T> T copy(T root) {
    return (T) new RoundTrip().of(root);
  }

  /** How an image is written. */
  enum Way {
    PLACES,
    CREW,
    MARKS,
    LZ4,
    ZSTD
  }

  private static final Crew CREW = Crew.of(2, RoundTrip::start);
  static Way way = Way.PLACES;

  private final boolean moving = way == Way.MARKS || way == Way.ZSTD;
  private final Crew crew = way == Way.CREW ? CREW : Crew.none();

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body, "crew");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static Codec codec() {
    return switch (way) {
      case LZ4 -> Codec.LZ4;
      case ZSTD -> Codec.ZSTD;
      default -> Codec.NONE;
    };
  }

  Object of(Object root) {
    Image image = write(writer -> writer.root(root, "test"));
    between.run();
    return read(image).get(image.id());
  }

  /** What the writer wrote, and what the content returned. */
  record Image(byte[] parts, byte[] map, long id) {}

  /** What is put into an image. */
  interface Content {
    long addTo(HeapImageWriter writer) throws IOException;
  }

  Image write(Content content) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    ByteArrayOutputStream map = new ByteArrayOutputStream();
    for (int tries = 0; ; tries++) {
      try (HeapImageWriter writer = writer(Channels.newChannel(parts), tries > 2)) {
        long id = content.addTo(writer);
        writer.finish();
        writer.writeMap(Channels.newChannel(map));
        return new Image(parts.toByteArray(), map.toByteArray(), id);
      } catch (ImageMovedException e) {
        parts.reset();
        map.reset();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  HeapImageWriter writer(WritableByteChannel parts, boolean hopeless) {
    return new HeapImageWriter(
        parts, classes, wellKnown, interned, handlers, crew, codec(), moving || hopeless);
  }

  HeapImageReader reader(PartSource parts, ReadableByteChannel map) {
    return new HeapImageReader(parts, map, types::get, preMade::get, handlers, crew);
  }

  HeapImageReader read(Image image) {
    HeapImageReader reader =
        reader(
            (offset, to, crc32c) -> to.duplicate().put(image.parts(), (int) offset, to.remaining()),
            Channels.newChannel(new ByteArrayInputStream(image.map())));
    try {
      reader.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader;
  }
}
