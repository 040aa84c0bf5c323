package org.sigckpt.barrier;

import java.io.FileInputStream;

/** What the rendezvous needs of the rest of the agent; implemented outside the boot loader. */
public interface Port {
  /** The names of our threads begin with it. */
  String OWN_PREFIX = "sigckpt-";

  /**
   * Captures the frames of the calling thread.
   *
   * @throws NotNowException if that can't be done here
   */
  Object capture(Operation operation) throws NotNowException;

  /** Returns the objects whose monitors the captured frames hold, without doubles. */
  Object[] monitorsOf(Object capturedFrames);

  /** Returns whether the thread belongs to the VM or to us and so takes no part. */
  boolean isOutsider(Thread thread);

  /** Returns whether the outsider is a thread of ours, which runs while all others stand. */
  boolean isOurs(Thread thread);

  /**
   * Waits until the stream can be read without blocking, or a signal comes.
   *
   * @return whether it can be read
   */
  boolean awaitInput(FileInputStream stream);

  /** Returns whether reading the stream is known never to block; quick. */
  boolean isAlwaysReady(FileInputStream stream);

  /** Asks for a checkpoint; returns at once. */
  Ticket request();

  /** A checkpoint that was asked for. */
  interface Ticket {
    boolean isDone();

    /** Returns null after a commit, else the report of the refusal. */
    String refusal();
  }
}
