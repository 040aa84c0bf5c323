package org.sigckpt.image;

import java.util.List;
import java.util.stream.Collectors;

/** The image can't be written; every refusal found is listed, and the program goes on. */
public final class ImageRefusedException extends RuntimeException {
  private final transient List<Refusal> refusals;

  ImageRefusedException(List<Refusal> refusals) {
    super(
        refusals.stream()
            .map(Refusal::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    this.refusals = List.copyOf(refusals);
  }

  /** Returns whether another try may succeed soon. */
  public boolean isPassing() {
    return refusals.stream().allMatch(Refusal::passing);
  }

  /** Returns at least one refusal, in the order they were met. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
