package org.sigckpt.classes;

import java.util.List;

/**
 * The recipe of a lambda proxy class: the arguments of {@code LambdaMetafactory.altMetafactory} in
 * class ids.
 *
 * @param hostId the class whose code has the lambda
 * @param factoryType captured values to functional interface
 * @param methodName of the functional interface's method
 * @param methodType erased type of that method
 * @param implementationKind reference kind as in {@code MethodHandleInfo} (JVMS §5.4.3.5)
 * @param implementationOwnerId class that the implementation is looked up in
 * @param implementationType without receiver
 * @param dynamicType instantiated type of the method
 * @param serializable whether {@code FLAG_SERIALIZABLE} was given
 * @param markerIds additional interfaces
 * @param bridges types of additional bridge methods
 */
public record LambdaImage(
    int hostId,
    MethodTypeImage factoryType,
    String methodName,
    MethodTypeImage methodType,
    int implementationKind,
    int implementationOwnerId,
    String implementationName,
    MethodTypeImage implementationType,
    MethodTypeImage dynamicType,
    boolean serializable,
    List<Integer> markerIds,
    List<MethodTypeImage> bridges) {}
