package org.sigckpt.targets;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.UnicastRemoteObject;

/** Calls an object of its own through RMI: the JDK's tables of such objects are the program's. */
public final class RemoteTarget {
  private static final Counter COUNTER = new LocalCounter();

  private RemoteTarget() {}

  /** What is called from afar. */
  public interface Counter extends Remote {
    String count(String reason) throws RemoteException;
  }

  private static final class LocalCounter implements Counter {
    private int count;

    @Override
    public String count(String reason) {
      count++;
      if (reason.equals("pause")) {
        Pauses.here();
      }
      return count + " " + reason + " on another thread";
    }
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("java.rmi.server.hostname", "127.0.0.1");
    Counter stub = (Counter) UnicastRemoteObject.exportObject(COUNTER, 0);
    System.out.println(stub.count("first"));
    System.out.println(stub.count("pause"));
    System.out.println(stub.count("between"));
    Pauses.here();
    System.out.println(stub.count("last"));
    UnicastRemoteObject.unexportObject(COUNTER, true);
  }
}
