package org.sigckpt.agent;

import java.util.Map;
import org.sigckpt.agent.BlockingCalls.StandIn;

/** Which methods of the JDK have what they return passed through a method of ours. */
final class ReturnedValues {
  static final String LAMBDA_METAFACTORY = "java/lang/invoke/InnerClassLambdaMetafactory";
  private static final String CLASS = "java/lang/Class";
  private static final String MEMBERS = "org/sigckpt/barrier/DeclaredMembers";

  private static final Map<String, StandIn> OF_METAFACTORY =
      Map.of(
          "spinInnerClass",
          new StandIn(
              "org/sigckpt/barrier/LambdaLog",
              "record",
              "(Ljava/lang/Class;Ljava/lang/Object;)Ljava/lang/Class;"));

  private static final Map<String, StandIn> OF_CLASS =
      Map.of(
          "privateGetDeclaredMethods",
          new StandIn(
              MEMBERS,
              "methods",
              "([Ljava/lang/reflect/Method;Ljava/lang/Object;)[Ljava/lang/reflect/Method;"),
          "privateGetDeclaredConstructors",
          new StandIn(
              MEMBERS,
              "constructors",
              "([Ljava/lang/reflect/Constructor;Ljava/lang/Object;)"
                  + "[Ljava/lang/reflect/Constructor;"));

  private ReturnedValues() {}

  /**
   * Returns by a method's name what stands before each of its returns. No method here is static or
   * has an overload.
   */
  static Map<String, StandIn> in(String className) {
    return switch (className) {
      case CLASS -> OF_CLASS;
      case LAMBDA_METAFACTORY -> OF_METAFACTORY;
      default -> Map.of();
    };
  }
}
