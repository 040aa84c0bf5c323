package org.sigckpt.resource;

/** What happens to connections that leave the program. */
public enum SocketPolicy {
  /** The checkpoint is refused. */
  FAIL,
  /** After a restart the socket is one whose peer has reset the connection. */
  CLOSE
}
