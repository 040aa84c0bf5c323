package org.sigckpt.image;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** A SecureRandom comes back freshly seeded: two restarts must not draw the same numbers. */
final class SecureRandomHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type == SecureRandom.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    out.data().writeString(((SecureRandom) object).getAlgorithm());
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    String algorithm = in.data().readString();
    try {
      return SecureRandom.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      return new SecureRandom();
    }
  }
}
