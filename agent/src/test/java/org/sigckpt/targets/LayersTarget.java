package org.sigckpt.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.transform.Source;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;

/** Modules of layers made at run time: the program's own, and that of the JDK's stylesheets. */
public final class LayersTarget {
  private static final String PACKAGE = "org.sigckpt.targets.layered";
  private static final String STYLESHEET =
      "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
          + "<xsl:output method='text'/><xsl:template match='/'>"
          + "<xsl:for-each select='//row'><xsl:sort select='@key'/>"
          + "<xsl:value-of select='concat(@key, document(\"pause\")//row[1]/@key, \";\")'/>"
          + "</xsl:for-each></xsl:template></xsl:stylesheet>";
  private static final String ROWS = "<rows><row key='b'/><row key='a'/></rows>";

  private static boolean resolved;

  private LayersTarget() {}

  /** Defines the classes of the package itself, from the class path. */
  private static final class LayerLoader extends ClassLoader {
    LayerLoader() {
      super(LayersTarget.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private record OneModule(ModuleDescriptor descriptor) implements ModuleFinder {
    @Override
    public Optional<ModuleReference> find(String name) {
      return name.equals(descriptor.name())
          ? Optional.of(
              new ModuleReference(descriptor, null) {
                @Override
                public ModuleReader open() {
                  throw new UnsupportedOperationException();
                }
              })
          : Optional.empty();
    }

    @Override
    public Set<ModuleReference> findAll() {
      return Set.of(find(descriptor.name()).orElseThrow());
    }
  }

  private static ModuleLayer.Controller layer(ModuleLayer parent, String name, String required) {
    ModuleDescriptor descriptor =
        ModuleDescriptor.newModule(name)
            .requires(required)
            .packages(name.equals("greeting") ? Set.of(PACKAGE) : Set.of())
            .version("1.2")
            .build();
    Configuration configuration =
        parent.configuration().resolve(new OneModule(descriptor), ModuleFinder.of(), Set.of(name));
    ClassLoader loader = new LayerLoader();
    return ModuleLayer.defineModules(configuration, java.util.List.of(parent), each -> loader);
  }

  @SuppressWarnings("unchecked")
  public static void main(String[] arguments) throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    ModuleLayer.Controller lower = layer(boot, "greeting", "java.base");
    ModuleLayer upper = layer(lower.layer(), "above", "greeting").layer();
    Module greeting = lower.layer().findModule("greeting").orElseThrow();
    Module unnamed = LayersTarget.class.getModule();
    Class<?> type = Class.forName(PACKAGE + ".Greeter", true, greeting.getClassLoader());
    lower.addReads(greeting, unnamed);
    lower.addExports(greeting, PACKAGE, unnamed);
    UnaryOperator<String> greeter =
        (UnaryOperator<String>) type.getDeclaredConstructor().newInstance();
    System.out.println(greeter.apply("pause"));
    System.out.println(greeter.apply("again"));
    System.out.println(type.getModule() == greeting);
    System.out.println(lower.layer().parents().get(0) == boot && boot == ModuleLayer.boot());
    System.out.println(upper.parents().get(0) == greeting.getLayer());
    System.out.println(upper.findModule("greeting").orElseThrow() == greeting);
    System.out.println(upper.findModule("above").orElseThrow().canRead(greeting));
    System.out.println(greeting.getDescriptor().toNameAndVersion());
    System.out.println(greeting.isExported(PACKAGE, unnamed) + " " + greeting.isOpen(PACKAGE));
    lower.addOpens(greeting, PACKAGE, unnamed);
    System.out.println(greeting.isOpen(PACKAGE, unnamed) + " " + upper + " " + type.getModule());
    System.out.println(transformed());
  }

  private static String transformed() throws TransformerException {
    Transformer transformer =
        TransformerFactory.newInstance()
            .newTransformer(new StreamSource(new StringReader(STYLESHEET)));
    transformer.setURIResolver((name, base) -> resolve());
    StringWriter result = new StringWriter();
    transformer.transform(new StreamSource(new StringReader(ROWS)), new StreamResult(result));
    return result.toString();
  }

  private static Source resolve() {
    if (!resolved) {
      resolved = true;
      Pauses.here();
    }
    return new StreamSource(new StringReader(ROWS));
  }
}
