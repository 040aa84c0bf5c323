package org.sigckpt.image;

import java.time.ZoneOffset;

/** A zone offset is the JDK's cached instance of its text. */
final class ZoneOffsetHandler extends ByNameHandler<ZoneOffset> {
  ZoneOffsetHandler() {
    super(ZoneOffset.class);
  }

  @Override
  String nameOf(ZoneOffset object) {
    return object.getId();
  }

  @Override
  ZoneOffset find(String name) {
    return ZoneOffset.of(name);
  }
}
