/**
 * The heap image: every object the program can reach, with its identity.
 *
 * <p>Used by the coordinator, which names the roots, and by {@code org.sigckpt.resource}, which
 * implements {@link org.sigckpt.image.ObjectHandler} for outside resources.
 *
 * <pre>
 *   roots -> ObjectIds -> Tracer, one for each thread (records) -> PartWriter -> channel
 *               special objects -> ObjectHandler (record) --+
 *               JDK's own       -> Items (place) -----------+
 *
 *   PartSource -> PartReader, one for each thread (allocate, link) -> HeapImageReader -> get(id)
 * </pre>
 */
package org.sigckpt.image;
