package org.sigckpt.classes;

/** What the restart does to hidden classes, of which no transformer hears. */
public interface HiddenClasses {
  /**
   * Returns the class file to define, woven and with what the restart needs of it.
   *
   * @param name as in the class table
   */
  byte[] bytes(Class<?> host, String name, byte[] original);

  /** Returns what defines them from their own class files. */
  static HiddenClasses unchanged() {
    return new HiddenClasses() {
      @Override
      public byte[] bytes(Class<?> host, String name, byte[] original) {
        return original;
      }

      @Override
      public void defined(ClassImage image, Class<?> type) {}
    };
  }

  /** Called when the class is there, under a name of this JVM's. */
  void defined(ClassImage image, Class<?> type);
}
