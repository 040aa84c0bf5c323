package org.sigckpt.image;

import java.security.ProtectionDomain;

/**
 * An inherited access-control context comes back without domains: without a security manager it
 * decides nothing.
 */
@SuppressWarnings("removal")
final class AccessControlContextHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals("java.security.AccessControlContext");
  }

  @Override
  public void capture(Object object, CaptureContext out) {}

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return new java.security.AccessControlContext(new ProtectionDomain[0]);
  }
}
