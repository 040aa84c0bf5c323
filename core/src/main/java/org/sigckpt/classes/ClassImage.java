package org.sigckpt.classes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One class of the image. Class ids start at 1; 0 stands for none. Equal images share {@code
 * bytes}.
 *
 * @param name as {@link Class#getName}
 * @param loaderIndex index of the defining loader in {@link ClassTableImage#loaders}
 * @param initialised whether its {@code <clinit>} had ended normally; only of classes whose statics
 *     are carried, else false
 * @param failed whether its {@code <clinit>} had ended with an exception
 * @param parallelRegistered whether it is a loader class registered as parallel capable
 * @param superId superclass; only where {@code bytes} is given
 * @param interfaceIds direct interfaces in order; only where {@code bytes} is given, and of {@link
 *     ClassKind#PROXY} and {@link ClassKind#HANDLE_PROXY}
 * @param componentId of {@link ClassKind#ARRAY}
 * @param domainHeapId heap id of its protection domain, 0 if none; only where {@code bytes} is
 *     given
 * @param bytes the class file before weaving; null if the class is found by name or made otherwise
 * @param lambda of {@link ClassKind#LAMBDA}
 * @param hidden of {@link ClassKind#HIDDEN}
 */
@SuppressWarnings("ArrayRecordComponent") // Class files are big: shared, never changed.
public record ClassImage(
    ClassKind kind,
    String name,
    int loaderIndex,
    boolean initialised,
    boolean failed,
    boolean parallelRegistered,
    int superId,
    List<Integer> interfaceIds,
    int componentId,
    long domainHeapId,
    byte @Nullable [] bytes,
    @Nullable LambdaImage lambda,
    @Nullable HiddenImage hidden) {

  /** Returns an image that is a name and a loader, and nothing else. */
  static ClassImage named(ClassKind kind, String name, int loaderIndex) {
    return new ClassImage(
        kind, name, loaderIndex, false, false, false, 0, List.of(), 0, 0, null, null, null);
  }

  static ClassImage array(String name, int loaderIndex, int componentId) {
    return new ClassImage(
        ClassKind.ARRAY,
        name,
        loaderIndex,
        false,
        false,
        false,
        0,
        List.of(),
        componentId,
        0,
        null,
        null,
        null);
  }

  /**
   * @param kind PROXY or HANDLE_PROXY
   */
  static ClassImage proxy(
      ClassKind kind, String name, int loaderIndex, List<Integer> interfaceIds) {
    return new ClassImage(
        kind, name, loaderIndex, false, false, false, 0, interfaceIds, 0, 0, null, null, null);
  }

  static ClassImage lambda(String name, int loaderIndex, LambdaImage lambda) {
    return new ClassImage(
        ClassKind.LAMBDA,
        name,
        loaderIndex,
        false,
        false,
        false,
        0,
        List.of(),
        0,
        0,
        null,
        lambda,
        null);
  }

  /** Returns whether the class comes back initialised, without running its {@code <clinit>}. */
  public boolean carriesStatics() {
    return initialised;
  }
}
