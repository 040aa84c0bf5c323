package org.sigckpt.classes;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Turns class ids into a recipe; the other direction is {@link LambdaWriter}. */
final class LambdaReader {
  private final IntFunction<Class<?>> classes;

  LambdaReader(IntFunction<Class<?>> classes) {
    this.classes = classes;
  }

  LambdaRecipe read(LambdaImage image) {
    return new LambdaRecipe(
        classes.apply(image.hostId()),
        read(image.factoryType()),
        image.methodName(),
        read(image.methodType()),
        image.implementationKind(),
        classes.apply(image.implementationOwnerId()),
        image.implementationName(),
        read(image.implementationType()),
        read(image.dynamicType()),
        image.serializable(),
        types(image.markerIds()),
        image.bridges().stream().map(this::read).toList());
  }

  private MethodType read(MethodTypeImage image) {
    return MethodType.methodType(classes.apply(image.returnId()), types(image.parameterIds()));
  }

  private List<Class<?>> types(List<Integer> ids) {
    List<Class<?>> types = new ArrayList<>(ids.size());
    for (int id : ids) {
      types.add(classes.apply(id));
    }
    return types;
  }
}
