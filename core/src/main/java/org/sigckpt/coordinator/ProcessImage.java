package org.sigckpt.coordinator;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sigckpt.resource.ClassPathImage;

/**
 * The section RESOURCES: what belongs to the process rather than to an object or a thread.
 *
 * @param optionText the agent's options as the user wrote them, or null
 * @param workingDirectory in which they hold
 * @param initialProperties system properties before the program ran
 * @param properties those that are text, at the checkpoint
 * @param libraries native libraries of the JDK
 * @param heldContents JDK objects whose contents are carried into the new JVM's own object
 * @param nextThreadId see {@link ThreadIds}
 * @param stackKib see {@link RebuildStack#programKib}
 * @param attachedId heap id of what {@code VmState} and {@code LinkedSites} captured
 * @param classPath the program's class path
 */
record ProcessImage(
    String optionText,
    String workingDirectory,
    Map<String, String> initialProperties,
    Map<String, String> properties,
    List<String> libraries,
    List<HeldContent> heldContents,
    long nextThreadId,
    long stackKib,
    long attachedId,
    ClassPathImage classPath) {

  /** A static final field of the JDK, and the heap id of the object in it. */
  record HeldContent(String className, String fieldName, long heapId) {}

  byte[] toBytes() {
    try (Output out = new Output(1 << 14, -1)) {
      out.writeString(optionText);
      out.writeString(workingDirectory);
      writeProperties(initialProperties, out);
      writeProperties(properties, out);
      out.writeVarInt(libraries.size(), true);
      libraries.forEach(out::writeString);
      out.writeVarInt(heldContents.size(), true);
      for (HeldContent held : heldContents) {
        out.writeString(held.className);
        out.writeString(held.fieldName);
        out.writeVarLong(held.heapId, true);
      }
      out.writeLong(nextThreadId);
      out.writeLong(stackKib);
      out.writeLong(attachedId);
      classPath.write(out);
      return out.toBytes();
    }
  }

  static ProcessImage fromBytes(byte[] section) {
    try (Input in = new Input(section)) {
      String optionText = in.readString();
      String workingDirectory = in.readString();
      Map<String, String> initialProperties = readProperties(in);
      Map<String, String> properties = readProperties(in);
      List<String> libraries = new ArrayList<>();
      for (int i = in.readVarInt(true); i > 0; i--) {
        libraries.add(in.readString());
      }
      List<HeldContent> held = new ArrayList<>();
      for (int i = in.readVarInt(true); i > 0; i--) {
        held.add(new HeldContent(in.readString(), in.readString(), in.readVarLong(true)));
      }
      return new ProcessImage(
          optionText,
          workingDirectory,
          initialProperties,
          properties,
          libraries,
          held,
          in.readLong(),
          in.readLong(),
          in.readLong(),
          ClassPathImage.read(in));
    }
  }

  private static void writeProperties(Map<String, String> properties, Output out) {
    out.writeVarInt(properties.size(), true);
    properties.forEach(
        (key, value) -> {
          out.writeString(key);
          out.writeString(value);
        });
  }

  private static Map<String, String> readProperties(Input in) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (int i = in.readVarInt(true); i > 0; i--) {
      properties.put(in.readString(), in.readString());
    }
    return properties;
  }
}
