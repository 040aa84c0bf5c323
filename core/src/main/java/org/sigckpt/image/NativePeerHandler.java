package org.sigckpt.image;

import java.util.Map;

/**
 * Refuses the JDK's objects that stand for something of the operating system or the VM, and that no
 * other handler took.
 */
final class NativePeerHandler implements ObjectHandler {
  private static final String DROP = "drop it before the checkpoint";
  private static final String CLOSE = "close it before the checkpoint";

  /** Class, whose subclasses are meant too, or interface, and what to do. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("java.lang.Thread", "let it end before the checkpoint"),
          Map.entry("java.lang.Process", "wait for its end before the checkpoint"),
          Map.entry("java.lang.invoke.NativeMethodHandle", DROP),
          Map.entry("java.lang.invoke.ResolvedMethodName", DROP),
          Map.entry("java.lang.invoke.MethodHandleNatives$CallSiteContext", DROP),
          Map.entry("java.lang.ref.FinalReference", DROP),
          Map.entry("jdk.internal.ref.Cleaner", DROP),
          Map.entry("jdk.internal.ref.PhantomCleanable", CLOSE),
          Map.entry("jdk.internal.ref.SoftCleanable", CLOSE),
          Map.entry("jdk.internal.ref.WeakCleanable", CLOSE),
          Map.entry("jdk.internal.foreign.MemorySessionImpl", CLOSE),
          Map.entry("jdk.internal.foreign.NativeMemorySegmentImpl", CLOSE),
          Map.entry("jdk.internal.loader.NativeLibraries", DROP),
          Map.entry("jdk.internal.loader.NativeLibrary", DROP),
          Map.entry("sun.java2d.SurfaceData", DROP),
          Map.entry("sun.java2d.loops.GraphicsPrimitive", DROP),
          Map.entry("sun.java2d.pipe.ShapeSpanIterator", DROP),
          Map.entry("sun.java2d.marlin.OffHeapArray", DROP),
          Map.entry("sun.java2d.cmm.lcms.LCMSProfile", DROP),
          Map.entry("sun.java2d.cmm.lcms.LCMSTransform", DROP),
          Map.entry("sun.java2d.DefaultDisposerRecord", DROP),
          Map.entry("sun.awt.image.SurfaceManager", DROP),
          Map.entry("sun.font.Font2D", DROP),
          Map.entry("sun.font.FontStrike", DROP),
          Map.entry("sun.font.FontScaler", DROP),
          Map.entry("sun.font.GlyphList", DROP),
          Map.entry("com.sun.imageio.plugins.jpeg.JPEGImageReader", "dispose of it"),
          Map.entry("com.sun.imageio.plugins.jpeg.JPEGImageWriter", "dispose of it"),
          Map.entry("jdk.internal.perf.PerfCounter", DROP),
          Map.entry("jdk.internal.vm.Continuation", "let it end before the checkpoint"),
          Map.entry("java.lang.StackStreamFactory$AbstractStackWalker", DROP),
          Map.entry("java.lang.ProcessHandleImpl", DROP),
          Map.entry("java.net.SocketImpl", CLOSE),
          Map.entry("java.net.DatagramSocketImpl", CLOSE),
          Map.entry("java.nio.channels.spi.AbstractSelector", CLOSE),
          Map.entry("java.nio.channels.spi.AbstractSelectableChannel", CLOSE),
          Map.entry("java.nio.channels.AsynchronousChannelGroup", CLOSE),
          Map.entry("sun.nio.ch.NativeObject", CLOSE),
          Map.entry("sun.nio.fs.NativeBuffer", DROP),
          Map.entry("sun.nio.fs.UnixDirectoryStream", CLOSE),
          Map.entry("sun.nio.fs.AbstractWatchService", CLOSE));

  @Override
  public boolean handles(Class<?> type) {
    return remedyFor(type) != null;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Class<?> type = object.getClass();
    throw new CannotCaptureException(
        "Cannot checkpoint a "
            + type.getName()
            + ": it stands for something outside the heap; "
            + remedyFor(type)
            + ".");
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    throw new ImageRestoreException(
        "Cannot restore a " + type.getName() + "; the file is damaged.");
  }

  private static String remedyFor(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      String remedy = REFUSED.get(c.getName());
      if (remedy != null) {
        return remedy;
      }
    }
    return null;
  }
}
