package org.sigckpt.targets;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Drawing without a screen, through a Graphics2D that lives on, text where the host has fonts. */
public final class DesktopTarget {
  private final BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
  private final BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
  private final Graphics2D graphics = image.createGraphics();
  private final Cursor hand = Cursor.getPredefinedCursor(Cursor.HAND_CURSOR);
  private FontMetrics metrics;

  private void draw(int round) {
    graphics.setRenderingHint(
        RenderingHints.KEY_ANTIALIASING,
        round % 2 == 0 ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
    graphics.setColor(new Color(40 * round, 100, 200, 150));
    graphics.fill(new Ellipse2D.Double(round, round, 50.5, 40));
    graphics.setColor(Color.RED);
    graphics.drawLine(0, 0, 60 - round, 30);
    graphics.rotate(0.1, 32, 32);
    text(round);
    gray.createGraphics().drawImage(image, 0, 0, null);
    System.out.println(hash(image) + " " + hash(gray));
    System.out.println(hand == Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
    System.out.println(image.getColorModel().getColorSpace().isCS_sRGB() + " " + hand.getName());
  }

  private void text(int round) {
    try {
      if (metrics == null) {
        graphics.setFont(new Font(Font.SERIF, Font.BOLD, 14));
        metrics = graphics.getFontMetrics();
      }
      graphics.drawString("text " + round, 3, 30 + round);
      System.out.println(metrics.stringWidth("width " + round) + " " + metrics.getHeight());
    } catch (RuntimeException | LinkageError e) {
      System.out.println("no fonts");
    }
  }

  private static int hash(BufferedImage image) {
    return Arrays.hashCode(image.getRGB(0, 0, 64, 64, null, 0, 64));
  }

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    DesktopTarget target = new DesktopTarget();
    target.draw(1);
    Pauses.here();
    target.draw(2);
    Pauses.here();
    target.draw(3);
    target.draw(4);
  }
}
