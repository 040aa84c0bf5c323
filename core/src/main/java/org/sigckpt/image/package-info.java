/**
 * The heap image: every object the program can reach, with its identity, in one stream.
 *
 * <p>Used by the coordinator, which names the roots, and by {@code org.sigckpt.resource}, which
 * implements {@link org.sigckpt.image.ObjectHandler} for outside resources.
 *
 * <pre>
 *   roots -> ObjectIds (id, header) -> BodyWriter (fields) ----+
 *              | special objects -> ObjectHandler (record) ----+-> BlockWriter -> channel
 *              | JDK's own       -> WellKnownObjects (place) --+
 *
 *   channel -> BlockReader -> HeapImageReader (allocate, fill, complete) -> get(id)
 * </pre>
 */
package org.sigckpt.image;
