package threads;

/**
 * Three threads pass a token round by {@code wait} and {@code notifyAll}, one of them with a time
 * limit.
 */
final class WaitNotifyScene implements Scene {
  private static final int PLAYERS = 3;

  private final int turns;
  private final Object table = new Object();
  private long token;
  private int next;
  private int inside;
  private int violations;

  WaitNotifyScene(int rounds) {
    this.turns = rounds * 40;
  }

  @Override
  public String name() {
    return "wait-notify";
  }

  @Override
  public long play() throws InterruptedException {
    Thread[] players = new Thread[PLAYERS];
    for (int i = 0; i < PLAYERS; i++) {
      int player = i;
      players[i] = new Thread(() -> pass(player), "wait-notify-" + (i + 1));
      players[i].start();
    }
    for (Thread player : players) {
      player.join();
    }
    return token;
  }

  private void pass(int player) {
    for (int turn = 0; turn < turns; turn++) {
      synchronized (table) {
        awaitTurn(player);
        violations += inside++;
        token = token * 31 + player + turn;
        inside--;
        next = (player + 1) % PLAYERS;
        table.notifyAll();
      }
    }
  }

  private void awaitTurn(int player) {
    try {
      while (next != player) {
        if (player == 1) {
          table.wait(1_000);
        } else {
          table.wait();
        }
      }
    } catch (InterruptedException e) {
      violations++;
    }
  }

  @Override
  public int violations() {
    synchronized (table) {
      return violations;
    }
  }
}
