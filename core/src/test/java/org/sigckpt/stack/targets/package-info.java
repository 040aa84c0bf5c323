/** Programs whose frames the tests capture; each has {@code public static Object run()}. */
package org.sigckpt.stack.targets;
