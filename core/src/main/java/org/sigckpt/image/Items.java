package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;

/**
 * The objects that the new VM has anyway: the JDK's well-known ones and interned strings. They have
 * identity hash codes, all of them; so an object without one is none of these.
 */
final class Items {
  private final IdentityTable table = new IdentityTable();
  private final WellKnownObjects wellKnown;
  private final InternedStrings interned;
  private final MarkWords words = MarkWords.calibrated();
  private int definedCount;
  private int placeCount;

  Items(WellKnownObjects wellKnown, InternedStrings interned) {
    this.wellKnown = wellKnown;
    this.interned = interned;
    wellKnown.forEach(this::put);
    interned.forEach((string, index) -> put(string, wellKnown.size() + index));
  }

  /** Returns the item's index, or −1; by any thread. */
  int indexOf(Object object, int hash) {
    return table.get(object, hash) - 1;
  }

  boolean contains(Object object) {
    return indexOf(object, words.presentHash(object, MarkWords.read(object))) >= 0;
  }

  /** Writes the definition of the item; returns its number among those. */
  int define(int index, Output definitions) {
    if (index < wellKnown.size()) {
      define(Definition.WELL_KNOWN, index, definitions);
    } else {
      definitions.writeByte(Definition.INTERNED.ordinal());
      definitions.writeString(interned.at(index - wellKnown.size()));
    }
    return definedCount++;
  }

  /** Returns whether the item is an element of an array, which the new VM may not have yet. */
  boolean isElement(int index) {
    return index < wellKnown.size() && wellKnown.at(index).index() >= 0;
  }

  /** Writes the definition of the element's place; returns its number among those. */
  int definePlace(int index, Output definitions) {
    define(Definition.PLACE, index, definitions);
    return placeCount++;
  }

  private void define(Definition kind, int index, Output definitions) {
    WellKnownObjects.Place place = wellKnown.at(index);
    definitions.writeByte(kind.ordinal());
    definitions.writeString(place.className());
    definitions.writeString(place.fieldName());
    definitions.writeInt(place.index());
  }

  private void put(Object object, int index) {
    int hash = System.identityHashCode(object);
    if (table.get(object, hash) == 0) {
      table.put(object, hash, index + 1);
    }
  }
}
