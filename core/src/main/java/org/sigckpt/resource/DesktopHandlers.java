package org.sigckpt.resource;

import java.util.List;
import java.util.Set;
import org.sigckpt.image.ObjectHandler;

/**
 * The handlers of drawing without a screen (module java.desktop).
 *
 * <p>Images, shapes and colours are ordinary objects. What has a part in native memory is made anew
 * from the ordinary object that it was made from:
 *
 * <pre>
 *   a Graphics2D on an image   all but what it looks up in native tables: it validates itself again
 *   surface of an image        from the image
 *   font                       found again by its name, as this JVM's fonts are not the program's
 *   font metrics               all but the strike, which is made from the font
 *   scratch memory of Marlin   a new one
 * </pre>
 *
 * <p>All else with native parts is refused by {@code NativePeerHandler}; a thread that is drawing
 * at the moment is not captured before it has left (see {@code FrameCapture}). The classes are
 * known by name only: a program that does not draw does not load them.
 */
final class DesktopHandlers {
  private static final Set<String> LOOKED_UP =
      Set.of(
          "drawpipe",
          "fillpipe",
          "imagepipe",
          "shapepipe",
          "textpipe",
          "alphafill",
          "loops",
          "fontMetrics",
          "validFontInfo",
          "fontInfo",
          "glyphVectorFontInfo",
          "glyphVectorFRC");

  private DesktopHandlers() {}

  static List<ObjectHandler> list() {
    return List.of(
        new MendedObjectHandler("sun.java2d.SunGraphics2D", LOOKED_UP, "invalidatePipe"),
        new MendedObjectHandler(
            "sun.font.FontDesignMetrics", Set.of("fontStrike"), "initMatrixAndMetrics"),
        new SurfaceHandler(),
        new FontHandler(),
        new RendererContextHandler());
  }
}
