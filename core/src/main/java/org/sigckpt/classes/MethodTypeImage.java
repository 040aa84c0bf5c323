package org.sigckpt.classes;

import java.util.List;

/**
 * A method type in class ids.
 *
 * @param returnId class id of the result
 * @param parameterIds class ids of the parameters in order
 */
public record MethodTypeImage(int returnId, List<Integer> parameterIds) {}
