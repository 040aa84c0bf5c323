package org.sigckpt.classes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One class loader of the image.
 *
 * @param index 0 boot, 1 platform, 2 application, from 3 on the program's own
 * @param classId class of the loader object; 0 for index 0 to 2
 * @param heapId heap id of the loader object; 0 for index 0 to 2
 * @param parentIndex index of the parent (0 also for a null parent)
 * @param parallelCapable whether its {@code parallelLockMap} is not null, which is what the VM
 *     looks at
 * @param name of the loader, null if it has none
 * @param nameAndId what exception messages call it
 * @param initiatedIds ids of the classes that it has returned without defining them
 */
public record LoaderImage(
    int index,
    int classId,
    long heapId,
    int parentIndex,
    boolean parallelCapable,
    @Nullable String name,
    @Nullable String nameAndId,
    List<Integer> initiatedIds) {
  /** Index of the boot loader. */
  public static final int BOOT = 0;

  /** Index of the platform loader. */
  public static final int PLATFORM = 1;

  /** Index of the application loader. */
  public static final int APP = 2;

  /** Index of the first loader of the program's own. */
  public static final int FIRST_CUSTOM = 3;

  static LoaderImage builtIn(int index) {
    return new LoaderImage(index, 0, 0, Math.max(0, index - 1), true, null, null, List.of());
  }
}
