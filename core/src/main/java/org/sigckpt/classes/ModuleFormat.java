package org.sigckpt.classes;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Builder;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A module's descriptor as bytes.
 *
 * <pre>
 *   Descriptor --> name, Names (modifiers), version, main class, Names (packages),
 *                  count, Requires*, count, Door* (exports), count, Door* (opens),
 *                  Names (uses), count, (service, Names)*
 *   Requires   --> Names (modifiers), name, compiled version
 *   Door       --> Names (modifiers), package, Names (targets; none for everybody)
 *   Names      --> count, name*
 * </pre>
 */
final class ModuleFormat {
  private ModuleFormat() {}

  static void write(Output out, ModuleDescriptor module) {
    out.writeString(module.name());
    writeNames(out, module.modifiers());
    out.writeString(module.rawVersion().orElse(null));
    out.writeString(module.mainClass().orElse(null));
    writeNames(out, module.packages());
    out.writeVarInt(module.requires().size(), true);
    for (ModuleDescriptor.Requires each : module.requires()) {
      writeNames(out, each.modifiers());
      out.writeString(each.name());
      out.writeString(each.rawCompiledVersion().orElse(null));
    }
    out.writeVarInt(module.exports().size(), true);
    for (ModuleDescriptor.Exports each : module.exports()) {
      writeDoor(out, each.modifiers(), each.source(), each.targets());
    }
    out.writeVarInt(module.opens().size(), true);
    for (ModuleDescriptor.Opens each : module.opens()) {
      writeDoor(out, each.modifiers(), each.source(), each.targets());
    }
    writeNames(out, module.uses());
    out.writeVarInt(module.provides().size(), true);
    for (ModuleDescriptor.Provides each : module.provides()) {
      out.writeString(each.service());
      writeNames(out, each.providers());
    }
  }

  static ModuleDescriptor read(Input in) {
    String name = in.readString();
    Set<ModuleDescriptor.Modifier> modifiers = of(ModuleDescriptor.Modifier.class, names(in));
    boolean isAutomatic = modifiers.contains(ModuleDescriptor.Modifier.AUTOMATIC);
    Builder builder =
        isAutomatic
            ? ModuleDescriptor.newAutomaticModule(name)
            : ModuleDescriptor.newModule(name, modifiers);
    String version = in.readString();
    if (version != null && !version.isEmpty()) {
      builder.version(version);
    }
    String mainClass = in.readString();
    if (mainClass != null) {
      builder.mainClass(mainClass);
    }
    builder.packages(names(in));
    for (int count = in.readVarInt(true); count > 0; count--) {
      readRequires(in, builder, isAutomatic);
    }
    for (int count = in.readVarInt(true); count > 0; count--) {
      Set<ModuleDescriptor.Exports.Modifier> each =
          of(ModuleDescriptor.Exports.Modifier.class, names(in));
      String source = in.readString();
      Set<String> targets = names(in);
      if (targets.isEmpty()) {
        builder.exports(each, source);
      } else {
        builder.exports(each, source, targets);
      }
    }
    for (int count = in.readVarInt(true); count > 0; count--) {
      Set<ModuleDescriptor.Opens.Modifier> each =
          of(ModuleDescriptor.Opens.Modifier.class, names(in));
      String source = in.readString();
      Set<String> targets = names(in);
      if (targets.isEmpty()) {
        builder.opens(each, source);
      } else {
        builder.opens(each, source, targets);
      }
    }
    names(in).forEach(builder::uses);
    for (int count = in.readVarInt(true); count > 0; count--) {
      builder.provides(in.readString(), List.copyOf(names(in)));
    }
    return builder.build();
  }

  /** An automatic module requires what the builder says it does. */
  private static void readRequires(Input in, Builder builder, boolean isAutomatic) {
    Set<ModuleDescriptor.Requires.Modifier> modifiers =
        of(ModuleDescriptor.Requires.Modifier.class, names(in));
    String name = in.readString();
    String version = in.readString();
    if (isAutomatic) {
      return;
    }
    if (version == null) {
      builder.requires(modifiers, name);
    } else {
      builder.requires(modifiers, name, ModuleDescriptor.Version.parse(version));
    }
  }

  private static void writeDoor(
      Output out, Collection<?> modifiers, String source, Collection<String> targets) {
    writeNames(out, modifiers);
    out.writeString(source);
    writeNames(out, targets);
  }

  /** In their order if it says something, else sorted. */
  private static void writeNames(Output out, Collection<?> names) {
    out.writeVarInt(names.size(), true);
    for (Object each : names instanceof List ? names : new TreeSet<>(names)) {
      out.writeString(each instanceof Enum<?> constant ? constant.name() : (String) each);
    }
  }

  private static Set<String> names(Input in) {
    Set<String> names = new LinkedHashSet<>();
    for (int count = in.readVarInt(true); count > 0; count--) {
      names.add(in.readString());
    }
    return names;
  }

  private static <E extends Enum<E>> Set<E> of(Class<E> type, Set<String> names) {
    Set<E> constants = new LinkedHashSet<>();
    for (String name : names) {
      constants.add(Enum.valueOf(type, name));
    }
    return constants;
  }
}
