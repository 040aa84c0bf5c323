package org.sigckpt.coordinator;

import java.util.List;
import org.sigckpt.barrier.Operation;
import org.sigckpt.stack.FrameKind;

/**
 * A thread's own part of the statefile. Every {@code …Id} of an object is an id of the heap image,
 * 0 for null.
 *
 * @param threadId of the Thread object
 * @param operation what it was doing inside our code
 * @param waitedOnId the monitor of a wait in progress
 * @param remainingNanos of a wait or sleep in progress
 * @param interrupted its interrupt status
 * @param ownedIds monitors it has when it goes on
 * @param borrowedIds monitors it must get from their owners before it goes on
 * @param frames outermost first
 */
record RestartBuffer(
    long threadId,
    Operation.Kind operation,
    long waitedOnId,
    long remainingNanos,
    boolean interrupted,
    long[] ownedIds,
    long[] borrowedIds,
    List<FrameRecord> frames) {

  /** One frame; see {@code FrameImage} for the meaning of the parts. */
  record FrameRecord(
      FrameKind kind,
      int classId,
      String method,
      String descriptor,
      int bci,
      long[] refIds,
      long[] bits,
      long[] monitorIds,
      long receiverId) {}
}
