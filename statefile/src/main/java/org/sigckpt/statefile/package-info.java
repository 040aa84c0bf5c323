/**
 * The statefile: an executable JAR that holds a checkpoint, its writer and its reader.
 *
 * <p>Called by core and by the launcher. Imports nothing but the JDK, because the launcher of a
 * statefile runs before anything else is readable.
 *
 * <pre>
 *   #!/bin/sh …                 so that ./app.ckpt starts
 *   META-INF/MANIFEST.MF        first, because the java launcher finds it by a 32-bit offset
 *   org/sigckpt/… .class        the runtime, copied from the agent or from the previous statefile
 *   program/000-app.jar …       the program's jars
 *   sections/META … HEAP        one run of bytes for each kind of state
 *   sections/INDEX              length and CRC32C of each section
 *   central directory, end      its comment is the checksum of everything outside the entries
 * </pre>
 */
@NullMarked
package org.sigckpt.statefile;

import org.jspecify.annotations.NullMarked;
