package org.sigckpt.barrier;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;

/**
 * The parties of a rendezvous: the threads, each in one {@link Phaser}, and the coordinator, in all
 * of them. One takes 65,535 parties; for more threads there are several.
 */
final class Parties {
  private static final int MOST = 65_535;

  private final List<Phaser> phasers = new CopyOnWriteArrayList<>();
  private int room;

  /** Adds a thread; returns where it is to arrive and to deregister. By one caller at a time. */
  Phaser register() {
    if (room == 0) {
      phasers.add(new Phaser(1));
      room = MOST - 1;
    }
    room--;
    Phaser last = phasers.get(phasers.size() - 1);
    last.register();
    return last;
  }

  /** Returns whether everybody but the coordinator has arrived. */
  boolean isQuiesced() {
    for (Phaser each : phasers) {
      if (each.getUnarrivedParties() > 1) {
        return false;
      }
    }
    return true;
  }

  /** The coordinator arrives: the phase is over if everybody has. */
  void arrive() {
    for (Phaser each : phasers) {
      each.arrive();
    }
  }
}
