package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/**
 * The layout of HotSpot's own structures, from the tables that it exports for the serviceability
 * agent.
 *
 * <pre>
 *   gHotSpotVMStructs   rows (type, field, isStatic, offset | address)
 *   gHotSpotVMTypes     rows (type, size)
 * </pre>
 */
public final class VmStructs {
  private VmStructs() {}

  /**
   * Returns the fields of a type: the address of a static one, the byte offset of another.
   *
   * @throws MissingInternalException if the tables are not there
   */
  public static Map<String, Long> fields(String type) {
    Map<String, Long> fields = new HashMap<>();
    long row = pointer("gHotSpotVMStructs");
    long typeName = pointer("gHotSpotVMStructEntryTypeNameOffset");
    long fieldName = pointer("gHotSpotVMStructEntryFieldNameOffset");
    long isStatic = pointer("gHotSpotVMStructEntryIsStaticOffset");
    long offset = pointer("gHotSpotVMStructEntryOffsetOffset");
    long address = pointer("gHotSpotVMStructEntryAddressOffset");
    long stride = pointer("gHotSpotVMStructEntryArrayStride");
    for (; UNSAFE.getAddress(row + fieldName) != 0; row += stride) {
      if (isText(UNSAFE.getAddress(row + typeName), type)) {
        boolean fixed = UNSAFE.getInt(row + isStatic) != 0;
        fields.put(
            text(UNSAFE.getAddress(row + fieldName)),
            UNSAFE.getLong(row + (fixed ? address : offset)));
      }
    }
    return fields;
  }

  /**
   * Returns the size of a type in bytes.
   *
   * @throws MissingInternalException if the VM does not tell it
   */
  public static long sizeOf(String type) {
    long row = pointer("gHotSpotVMTypes");
    long name = pointer("gHotSpotVMTypeEntryTypeNameOffset");
    long size = pointer("gHotSpotVMTypeEntrySizeOffset");
    long stride = pointer("gHotSpotVMTypeEntryArrayStride");
    for (; UNSAFE.getAddress(row + name) != 0; row += stride) {
      if (isText(UNSAFE.getAddress(row + name), type)) {
        return UNSAFE.getLong(row + size);
      }
    }
    throw new MissingInternalException("gHotSpotVMTypes " + type);
  }

  private static long pointer(String symbol) {
    long address = Symbols.find(symbol);
    if (address == 0) {
      throw new MissingInternalException("libjvm symbol " + symbol);
    }
    return UNSAFE.getLong(address);
  }

  private static boolean isText(long address, String expected) {
    if (address == 0) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (UNSAFE.getByte(address + i) != expected.charAt(i)) {
        return false;
      }
    }
    return UNSAFE.getByte(address + expected.length()) == 0;
  }

  /** Returns the C string at the address; ASCII. */
  public static String text(long address) {
    StringBuilder text = new StringBuilder();
    for (long at = address; UNSAFE.getByte(at) != 0; at++) {
      text.append((char) UNSAFE.getByte(at));
    }
    return text.toString();
  }

  /**
   * {@code ClassLoader.findNative}: (loader, name) on 17, (loader, class, name, java name) on 25.
   */
  private static final class Symbols {
    private static final Method FIND = findNative();

    static long find(String symbol) {
      Object address =
          FIND.getParameterCount() == 2
              ? JdkReflection.call(FIND, null, null, symbol)
              : JdkReflection.call(FIND, null, null, null, symbol, null);
      return (Long) address;
    }

    private static Method findNative() {
      for (Method method : JdkReflection.methods(ClassLoader.class)) {
        if (method.getName().equals("findNative")
            && (method.getParameterCount() == 2 || method.getParameterCount() == 4)
            && method.trySetAccessible()) {
          NativeAccessors.install(method);
          return method;
        }
      }
      throw new MissingInternalException("ClassLoader.findNative");
    }
  }
}
