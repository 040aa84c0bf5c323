/**
 * Capture of frames, and generated code that rebuilds them.
 *
 * <p>Called by the coordinator, and by the agent's transformers for the class files.
 *
 * <pre>
 *   checkpoint:  FrameCapture.capture   -- FrameImage, one per activation --&gt; file
 *   restart:     ResumeMethods.add      (points of the images, class by class)
 *                StackRestore.link      (images, innermost call) --&gt; a handle that runs the stack
 * </pre>
 */
package org.sigckpt.stack;
