/**
 * The public API: what a program may call.
 *
 * <p>Works in any program that has this package on its class path; does something only under the
 * agent, which defines the same classes into the boot loader.
 */
@NullMarked
package org.sigckpt;

import org.jspecify.annotations.NullMarked;
