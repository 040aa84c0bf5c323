package org.sigckpt.barrier;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that stack traces leave out.
 *
 * <p>The VM honours only {@code jdk.internal.vm.annotation.Hidden}, and only in classes of the boot
 * loader; the build of the agent's jar renames this annotation into that one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
@interface Hidden {}
