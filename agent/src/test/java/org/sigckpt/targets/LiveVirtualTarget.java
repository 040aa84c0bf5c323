package org.sigckpt.targets;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Virtual threads that wait in every way, hold monitors, compute, or have not been started. */
public final class LiveVirtualTarget {
  private static final int COUNT = 6;
  private static final Set<String> SEEN = new TreeSet<>();
  private static final List<Thread> THREADS = new ArrayList<>();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Object MONITOR = new Object();
  private static final Object CONDITION = new Object();
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final CompletableFuture<String> ANSWER = new CompletableFuture<>();
  private static final CountDownLatch GO = new CountDownLatch(1);
  private static volatile boolean going;
  private static volatile long computed;
  private static boolean notified;
  private static int inside;

  private LiveVirtualTarget() {}

  private interface Body {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    ExecutorService executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    List<Future<Long>> results = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      results.add(executor.submit(taking(queue, i, i * 1.5)));
    }
    Thread later = named("later", () -> see("later"));
    waiting();
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("server", () -> echo(server));
    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    see("echo " + exchange(client, 1));
    Thread computing = start("computing", LiveVirtualTarget::compute);
    Thread sleeper = start("sleeper", () -> Thread.sleep(600_000));
    LOCK.lock();
    synchronized (MONITOR) {
      start("locker", LiveVirtualTarget::enterLock);
      for (int i = 0; i < COUNT; i++) {
        start("enterer " + i, LiveVirtualTarget::enterMonitor);
      }
      start("holder", LiveVirtualTarget::hold);
      awaitBlocked();
      Pauses.here();
      see("inside " + inside + " " + later.getState());
      Pauses.here();
    }
    see("echo " + exchange(client, 2));
    client.close();
    LOCK.unlock();
    going = true;
    synchronized (CONDITION) {
      notified = true;
      CONDITION.notifyAll();
    }
    GO.countDown();
    ANSWER.complete("answer");
    sleeper.interrupt();
    for (int i = 0; i < COUNT; i++) {
      queue.put(i);
    }
    long sum = 0;
    for (Future<Long> each : results) {
      sum += each.get();
    }
    later.start();
    later.join();
    for (Thread each : THREADS) {
      LockSupport.unpark(each);
      each.join();
    }
    see("sum " + sum + " " + computing.getState() + " " + (computed > 0));
    see("new " + executor.submit(() -> "task").get());
    executor.shutdown();
    see("terminated " + executor.awaitTermination(60, TimeUnit.SECONDS));
    SEEN.forEach(System.out::println);
  }

  private static Callable<Long> taking(BlockingQueue<Integer> queue, int number, double factor) {
    return () -> {
      LOCAL.set("local " + number);
      long taken = queue.take();
      see(LOCAL.get() + " " + Thread.currentThread().getName().isEmpty());
      return taken + (long) (factor * 2);
    };
  }

  private static void waiting() throws Exception {
    start("future", () -> see("future " + ANSWER.get()));
    Thread parked = start("parked", LiveVirtualTarget::park);
    start("joiner", () -> join(parked));
    start("timed", () -> see("timed " + timed()));
    start("napper", () -> see("napper " + nap()));
    for (int i = 0; i < COUNT; i++) {
      start("waiter " + i, LiveVirtualTarget::await);
    }
  }

  private static void echo(ServerSocket server) throws IOException {
    try (Socket accepted = server.accept()) {
      for (int read; (read = accepted.getInputStream().read()) >= 0; ) {
        accepted.getOutputStream().write(read);
      }
    }
  }

  private static int exchange(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    return client.getInputStream().read();
  }

  private static void park() {
    while (!going) {
      LockSupport.park();
    }
    see("parked");
  }

  private static void join(Thread parked) throws InterruptedException {
    parked.join();
    see("joined " + parked.getState());
  }

  private static boolean timed() throws InterruptedException {
    Object own = new Object();
    long start = System.nanoTime();
    synchronized (own) {
      own.wait(3000);
    }
    return System.nanoTime() - start >= 3_000_000_000L;
  }

  private static boolean nap() throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(3000);
    return System.nanoTime() - start >= 3_000_000_000L;
  }

  private static void await() throws InterruptedException {
    synchronized (CONDITION) {
      while (!notified) {
        CONDITION.wait();
      }
    }
    see(Thread.currentThread().getName() + " notified");
  }

  private static void compute() {
    long value = 1;
    for (long i = 1; !going || i < 100_000; i++) {
      value = value * 31 + i;
      computed = i;
    }
    see("computed " + (value != 0));
  }

  private static void enterLock() {
    LOCK.lock();
    try {
      see("lock entered");
    } finally {
      LOCK.unlock();
    }
  }

  private static void enterMonitor() {
    synchronized (MONITOR) {
      inside++;
      see("alone " + inside);
      Thread.yield();
      inside--;
    }
  }

  private static void hold() throws InterruptedException {
    Object own = new Object();
    synchronized (own) {
      synchronized (Thread.currentThread()) {
        GO.await();
        see("held " + Thread.holdsLock(own) + Thread.holdsLock(Thread.currentThread()));
      }
    }
    see("held on " + Thread.holdsLock(own));
  }

  private static synchronized void see(String what) {
    SEEN.add(what);
  }

  /** All but the one that computes. */
  private static void awaitBlocked() {
    for (Thread each : THREADS) {
      while (!each.getName().equals("computing") && each.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
    }
  }

  private static Thread start(String name, Body body) throws Exception {
    Thread thread = named(name, body);
    long id = (long) Thread.class.getMethod("threadId").invoke(thread);
    thread.setName(name);
    thread.start();
    THREADS.add(thread);
    SEEN.add("id " + (id == (long) Thread.class.getMethod("threadId").invoke(thread)));
    return thread;
  }

  private static Thread named(String name, Body body) throws Exception {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    Method unstarted = type.getMethod("unstarted", Runnable.class);
    Runnable task = () -> run(body);
    return (Thread)
        unstarted.invoke(type.getMethod("name", String.class).invoke(builder, name), task);
  }

  private static void run(Body body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      see(Thread.currentThread().getName() + " interrupted");
    } catch (Exception e) {
      see(Thread.currentThread().getName() + " failed: " + e);
    }
  }
}
