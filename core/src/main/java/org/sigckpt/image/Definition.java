package org.sigckpt.image;

/** An entry of a DEFINITIONS block; the ordinal is in the file. */
enum Definition {
  /**
   * kind (byte), class id (int), fingerprint (int), handler's index in the list or −1 (int), and
   * its class name or null.
   */
  SHAPE,
  /** class name, field name, index or −1. */
  WELL_KNOWN,
  /** text. */
  INTERNED,
  /** Like WELL_KNOWN, of an object that is carried too, in case the new JVM has none there yet. */
  PLACE
}
