package api;

import java.util.ArrayList;
import java.util.List;
import org.sigckpt.Checkpoint;
import org.sigckpt.Outcome;

/**
 * Takes a checkpoint of itself, which returns twice: now, in the life that goes on, and later, in
 * every life restarted from the statefile.
 */
public final class ForkLike {
  private ForkLike() {}

  /** Builds some state, takes a checkpoint, and tells which life it is in. */
  public static void main(String[] args) {
    List<Integer> squares = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      squares.add(i * i);
    }
    System.out.println("squares before the checkpoint: " + squares);
    Outcome outcome = Checkpoint.now();
    switch (outcome) {
      case CONTINUED ->
          System.out.println("continued: the first life, restart me with java -jar app.ckpt");
      case RESTARTED -> System.out.println("restarted: another life, with the squares still here");
    }
    System.out.println("sum of squares: " + squares.stream().mapToInt(Integer::intValue).sum());
  }
}
