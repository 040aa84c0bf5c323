package org.sigckpt.classes;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** Turns a recipe into class ids; {@link LambdaReader} turns it back. */
final class LambdaWriter {
  private final ClassTable table;

  LambdaWriter(ClassTable table) {
    this.table = table;
  }

  LambdaImage write(LambdaRecipe recipe) {
    return new LambdaImage(
        table.idOf(recipe.host()),
        write(recipe.factoryType()),
        recipe.methodName(),
        write(recipe.methodType()),
        recipe.implementationKind(),
        table.idOf(recipe.implementationOwner()),
        recipe.implementationName(),
        write(recipe.implementationType()),
        write(recipe.dynamicType()),
        recipe.serializable(),
        ids(recipe.markers()),
        recipe.bridges().stream().map(this::write).toList());
  }

  private MethodTypeImage write(MethodType type) {
    return new MethodTypeImage(table.idOf(type.returnType()), ids(type.parameterList()));
  }

  private List<Integer> ids(List<Class<?>> types) {
    List<Integer> ids = new ArrayList<>(types.size());
    for (Class<?> type : types) {
      ids.add(table.idOf(type));
    }
    return List.copyOf(ids);
  }
}
