package org.sigckpt.statefile;

/** The statefile was written by a later build, in a format that this one does not know. */
public final class StatefileTooNewException extends StatefileException {
  StatefileTooNewException(String file, int version) {
    super(
        ExitStatus.OTHER_FORMAT,
        "Cannot read statefile "
            + file
            + ": its format is version "
            + version
            + " and this build reads version "
            + SectionIndex.FORMAT_VERSION
            + "; restart with the sigckpt that wrote it.");
  }
}
