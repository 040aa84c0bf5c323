package org.sigckpt.targets;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/** What a program keeps in the JDK's static state. */
public final class PropertiesTarget {
  private static final Properties OWN = new Properties(System.getProperties());

  private PropertiesTarget() {}

  private static void print(String[] arguments) {
    System.out.println(
        System.getProperty("given")
            + " "
            + System.getProperty("set")
            + " "
            + System.getProperty("cleared")
            + " "
            + OWN.getProperty("given")
            + " "
            + Integer.getInteger("number"));
    System.out.println(
        Locale.getDefault()
            + " "
            + TimeZone.getDefault().getID()
            + " "
            + Charset.defaultCharset()
            + " "
            + String.join("+", arguments));
    System.out.println(String.format("%,.2f %tA", 1234567.891, new java.util.Date(0)));
    System.out.println(System.getenv("HOME"));
    System.out.println(System.getProperty("java.class.path"));
  }

  public static void main(String[] arguments) {
    System.setProperty("set", "here");
    System.setProperty("number", "17");
    System.setProperty("cleared", "x");
    System.clearProperty("cleared");
    Locale.setDefault(Locale.GERMANY);
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    print(arguments);
    Pauses.here();
    print(arguments);
    System.setProperty("set", "again");
    Pauses.here();
    print(arguments);
  }
}
