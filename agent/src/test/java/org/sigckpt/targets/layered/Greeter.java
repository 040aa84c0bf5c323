package org.sigckpt.targets.layered;

import java.util.function.UnaryOperator;
import org.sigckpt.targets.Pauses;

/** Defined by a loader of {@code LayersTarget}, in a module of a layer of its own. */
public final class Greeter implements UnaryOperator<String> {
  private static int count;

  @Override
  public String apply(String name) {
    count++;
    if (name.equals("pause")) {
      Pauses.here();
    }
    return count + " " + getClass().getModule() + " greets " + name;
  }
}
