package org.sigckpt.image;

import java.security.Provider;
import java.security.Security;

/** A security provider of the JDK is the new JVM's own of that name. */
final class ProviderHandler extends ByNameHandler<Provider> {
  ProviderHandler() {
    super(Provider.class);
  }

  @Override
  String nameOf(Provider object) {
    return object.getName();
  }

  @Override
  Provider find(String name) {
    return Security.getProvider(name);
  }
}
