/**
 * Open files and the class path: one handler per kind of object that stands for something outside
 * the heap.
 *
 * <p>Called by the coordinator, through {@link org.sigckpt.resource.FileResources} and {@link
 * org.sigckpt.resource.ClassPathImage}; handlers do not know each other.
 *
 * <pre>
 *   FileInputStream ─┐                        ┌─ number of the open file  -> FileDescriptorHandler
 *   RandomAccessFile ┼─ FileDescriptor ───────┤
 *   FileChannelImpl ─┘     ^                  └─ path, mode, position     -> FileImage
 *      │ closer            └─ by value, they hold nothing else of the system
 *      └─ FileChannelHandler registers a new cleaner
 *   JarFile ── CleanableResource ── Source ──── one per jar and JVM       -> ZipSourceHandler
 * </pre>
 */
@NullMarked
package org.sigckpt.resource;

import org.jspecify.annotations.NullMarked;
