package org.sigckpt.agent;

import java.util.Arrays;

/**
 * Constants put behind those of a class file; the indices of the others stay. JVMS §4.4.
 *
 * <p>They are few, and looked for one by one; see {@link NameTable} for why that is no map.
 */
final class ConstantTail {
  private final ByteOutput out = new ByteOutput(256);
  private final int firstIndex;
  private String[] keys = new String[16];
  private int count;

  ConstantTail(int count) {
    firstIndex = count;
  }

  /** Returns the number of constants, the old ones included, as the class file tells it. */
  int count() {
    return firstIndex + count;
  }

  ByteOutput bytes() {
    return out;
  }

  int method(String owner, String name, String descriptor) {
    String key = owner + '.' + name + descriptor;
    int known = find(key);
    if (known != 0) {
      return known;
    }
    int type = type(owner);
    int nameIndex = utf8(name);
    int descriptorIndex = utf8(descriptor);
    int nameAndType = add("");
    out.u1(12);
    out.u2(nameIndex);
    out.u2(descriptorIndex);
    out.u1(10);
    out.u2(type);
    out.u2(nameAndType);
    return add(key);
  }

  int type(String name) {
    String key = "class " + name;
    int known = find(key);
    if (known != 0) {
      return known;
    }
    int text = utf8(name);
    out.u1(7);
    out.u2(text);
    return add(key);
  }

  /** Of ASCII text. */
  int utf8(String text) {
    int known = find(text);
    if (known != 0) {
      return known;
    }
    out.u1(1);
    out.u2(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.u1(text.charAt(i));
    }
    return add(text);
  }

  /** Returns 0 for none. */
  private int find(String key) {
    for (int i = 0; i < count; i++) {
      if (keys[i].equals(key)) {
        return firstIndex + i;
      }
    }
    return 0;
  }

  private int add(String key) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
    }
    keys[count++] = key;
    return firstIndex + count - 1;
  }
}
