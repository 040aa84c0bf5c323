package org.sigckpt.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
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
  List<ObjectHandler> handlers = StandardHandlers.list();

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

  Object of(Object root) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long id;
    try (HeapImageWriter writer =
        new HeapImageWriter(Channels.newChannel(bytes), classes, wellKnown, interned, handlers)) {
      id = writer.root(root, "test");
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read(bytes.toByteArray()).get(id);
  }

  HeapImageReader read(byte[] image) {
    HeapImageReader reader =
        new HeapImageReader(
            Channels.newChannel(new ByteArrayInputStream(image)),
            types::get,
            preMade::get,
            handlers);
    try {
      reader.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader;
  }
}
