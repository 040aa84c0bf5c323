package org.sigckpt.image;

/** How the objects of one class are written; the ordinal is in the file. */
enum ShapeKind {
  /** All fields. */
  INSTANCE,
  /** Length, then ids. */
  REFERENCE_ARRAY,
  /** Length, then raw elements. */
  PRIMITIVE_ARRAY,
  /** A handler's record, no body. */
  HANDLED,
  /** Made by the caller of the reader, then filled like an instance. */
  PRE_MADE,
  /** Made and filled by the caller of the reader. */
  PRE_MADE_WHOLE,
  /** A well-known object or interned string; the header names the definition. */
  ITEM,
  /** Can't be carried. */
  REFUSED
}
