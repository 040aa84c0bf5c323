package org.sigckpt.targets;

import java.beans.PropertyEditorManager;
import java.beans.PropertyEditorSupport;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.prefs.Preferences;
import java.util.zip.CRC32;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import sun.misc.Signal;

/** State of the program that it has put into static fields of the JDK, and into the VM. */
public final class JdkStateTarget {
  private JdkStateTarget() {}

  /** A provider of the program's own. */
  public static final class Own extends Provider {
    public Own() {
      super("Own", "1", "of the program");
      put("MessageDigest.SUM", Sum.class.getName());
    }
  }

  /** Adds up bytes. */
  public static final class Sum extends MessageDigestSpi implements Cloneable {
    private byte sum;

    @Override
    protected void engineUpdate(byte input) {
      sum += input;
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        sum += input[i];
      }
    }

    @Override
    protected byte[] engineDigest() {
      return new byte[] {sum};
    }

    @Override
    protected void engineReset() {
      sum = 0;
    }
  }

  /** What the platform's server shows. */
  public interface CounterMBean {
    int getCount();
  }

  /** Counts how often it was asked. */
  public static final class Counter implements CounterMBean {
    private int count;

    @Override
    public int getCount() {
      return ++count;
    }
  }

  /** An editor for {@link Counter}. */
  public static final class CounterEditor extends PropertyEditorSupport {}

  private static final Provider OWN = new Own();
  private static final Provider JCE = Security.getProvider("SunJCE");
  private static CountDownLatch signalled = new CountDownLatch(1);

  private static void setUp(ObjectName name) throws Exception {
    System.setProperty("java.util.prefs.userRoot", "preferences");
    Files.createDirectories(Path.of("preferences/.java/.userPrefs"));
    Security.insertProviderAt(OWN, 2);
    Security.removeProvider("SunSASL");
    JCE.put("Programs.key", "its value");
    Security.setProperty("programs.property", "its value");
    ManagementFactory.getPlatformMBeanServer().registerMBean(new Counter(), name);
    Signal.handle(
        new Signal("HUP"),
        signal -> {
          System.out.println("got " + signal);
          signalled.countDown();
        });
    Signal.handle(new Signal("TERM"), sun.misc.SignalHandler.SIG_IGN);
    PropertyEditorManager.registerEditor(Counter.class, CounterEditor.class);
  }

  private static void providers(MessageDigest sum) throws Exception {
    System.out.println(Security.getProvider("Own") == OWN);
    System.out.println(Arrays.toString(Security.getProviders()));
    System.out.println(MessageDigest.getInstance("SUM").getProvider() == OWN);
    System.out.println(((MessageDigest) sum.clone()).digest()[0] + " " + sum.getProvider());
    System.out.println(Security.getProvider("SunJCE") == JCE);
    System.out.println(Security.getProvider("SunJCE").get("Programs.key"));
    System.out.println(Security.getProperty("programs.property"));
  }

  private static void management(MBeanServer server, MemoryPoolMXBean pool, ObjectName name)
      throws Exception {
    System.out.println(server == ManagementFactory.getPlatformMBeanServer());
    System.out.println(server.getAttribute(name, "Count"));
    System.out.println(pool == ManagementFactory.getMemoryPoolMXBeans().get(0));
    System.out.println(pool.getUsage().getCommitted() > 0);
  }

  public static void main(String[] arguments) throws Exception {
    ObjectName name = new ObjectName("target:type=Counter");
    setUp(name);
    MessageDigest sum = MessageDigest.getInstance("SUM");
    sum.update((byte) 40);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    MemoryPoolMXBean pool = ManagementFactory.getMemoryPoolMXBeans().get(0);
    Preferences root = Preferences.userRoot();
    ModuleDescriptor descriptor = Object.class.getModule().getDescriptor();
    for (int round = 0; round < 3; round++) {
      providers(sum);
      management(server, pool, name);
      signalled = new CountDownLatch(1);
      Signal.raise(new Signal("HUP"));
      signalled.await();
      System.out.println(Signal.handle(new Signal("TERM"), sun.misc.SignalHandler.SIG_IGN) + "");
      System.out.println(PropertyEditorManager.findEditor(Counter.class).getClass().getName());
      System.out.println(root == Preferences.userRoot());
      System.out.println(descriptor == String.class.getModule().getDescriptor());
      // The package is open by a flag of the first life.
      Field crc = CRC32.class.getDeclaredField("crc");
      crc.setAccessible(true);
      System.out.println(crc.getInt(new CRC32()));
      sum.update((byte) 1);
      if (round < 2) {
        Pauses.here();
      }
    }
  }
}
