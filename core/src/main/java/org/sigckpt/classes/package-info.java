/**
 * Classes, class loaders and static state in a checkpoint and a restart; called by the coordinator
 * and the heap image.
 *
 * <pre>
 *   capture:  ProgramClasses --> ClassTableWriter --> ClassTableImage --> Format --> bytes
 *   restart:  bytes --> Format --> ClassTableReader --> classes, raw loaders
 *                                              ^ ClassLoadResolver answers the VM meanwhile
 *   statics:  StaticState (which fields), CarriedStatics (the JDK's), SystemProperties
 * </pre>
 */
@NullMarked
package org.sigckpt.classes;

import org.jspecify.annotations.NullMarked;
