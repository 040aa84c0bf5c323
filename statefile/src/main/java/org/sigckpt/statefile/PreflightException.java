package org.sigckpt.statefile;

/** This JVM can't take over from the statefile; no program thread has run. */
public final class PreflightException extends StatefileException {
  PreflightException(ExitStatus status, String message) {
    super(status, message);
  }
}
