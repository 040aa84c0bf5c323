package org.sigckpt.image;

import java.nio.charset.Charset;

/** A JDK charset is its name. */
final class CharsetHandler extends ByNameHandler<Charset> {
  CharsetHandler() {
    super(Charset.class);
  }

  @Override
  String nameOf(Charset object) {
    return object.name();
  }

  @Override
  Charset find(String name) {
    return Charset.forName(name);
  }
}
