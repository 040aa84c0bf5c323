package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import org.sigckpt.internals.HeapAddresses;
import org.sigckpt.internals.JdkUnsafe;

/** Ids that are the objects' places in the heap; see {@link ObjectIds}. */
final class PlaceIds extends ObjectIds {
  private static final long BASE = JdkUnsafe.arrayBaseOffset(Object[].class);

  private final HeapAddresses addresses;
  private final MarkWords words = MarkWords.calibrated();
  private final int collectionCount;
  private final Object[] holder = new Object[1];

  PlaceIds(HeapAddresses addresses) {
    this.addresses = addresses;
    this.collectionCount = addresses.collectionCount();
  }

  @Override
  int idAt(Object base, long offset, TraceStack found) {
    int id = addresses.at(base, offset);
    if (id != 0 && bits().add(id)) {
      found.push(UNSAFE.getReference(base, offset), id, 0);
    }
    return id;
  }

  @Override
  int idOf(Object object, TraceStack found) {
    holder[0] = object;
    return idAt(holder, BASE, found);
  }

  @Override
  int lookup(Object object) {
    holder[0] = object;
    int id = addresses.at(holder, BASE);
    return bits().contains(id) ? id : 0;
  }

  @Override
  int hashOf(Object object, int id, long mark) {
    return words.presentHash(object, mark);
  }

  @Override
  boolean isParallel() {
    return true;
  }

  @Override
  boolean isStale() {
    return addresses.collectionCount() != collectionCount;
  }

  @Override
  void unmark() {}
}
