package org.sigckpt.image;

import java.util.List;

/** The handlers of the JDK's special objects. */
public final class StandardHandlers {
  private StandardHandlers() {}

  /**
   * Returns them in the order in which they are asked; the caller's own go before them.
   *
   * @param buffers fresh; gets to know the memory of all direct buffers
   */
  public static List<ObjectHandler> list(BufferMemory buffers) {
    return List.of(
        new ClassHandler(),
        new MemberHandler(),
        new MethodTypeHandler(),
        new MemberNameHandler(),
        new SpeciesHandler(),
        new NamedFunctionHandler(),
        new FormNameHandler(),
        new VmOwnHandler(),
        new ModuleGraphHandler(),
        new StackFrameHandler(),
        new ManagementBeanHandler(),
        new ThreadGroupHandler(),
        new AccessControlContextHandler(),
        new CharsetHandler(),
        new LocaleHandler(),
        new CurrencyHandler(),
        new NamedCurveHandler(),
        new ZoneOffsetHandler(),
        new ProviderHandler(),
        new SecureRandomHandler(),
        new DirectBufferHandler(buffers),
        new PathBufferHandler(),
        new BufferCacheHandler(),
        new IoVectorHandler(),
        new ZStreamHandler(),
        new UrlClassPathHandler(),
        new CleanableHandler(),
        new NativePeerHandler(),
        new AddressFieldHandler(buffers));
  }
}
