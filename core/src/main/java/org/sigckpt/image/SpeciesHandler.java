package org.sigckpt.image;

import org.sigckpt.internals.BoundSpecies;

/** What the JDK knows of one class of bound method handles; found again by its key. */
final class SpeciesHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type == BoundSpecies.TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    out.data().writeString(BoundSpecies.keyOf(object));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return BoundSpecies.ofKey(in.data().readString());
  }
}
