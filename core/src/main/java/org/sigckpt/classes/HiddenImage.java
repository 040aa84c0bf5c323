package org.sigckpt.classes;

/**
 * What a hidden class has beyond its class file.
 *
 * @param hostId the class that it was defined beside
 * @param flags of its definition
 * @param stateHeapId heap id of its class data and static fields, see {@link HiddenState}
 */
public record HiddenImage(int hostId, int flags, long stateHeapId) {}
