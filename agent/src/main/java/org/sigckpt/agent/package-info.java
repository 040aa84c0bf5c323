/**
 * How everything gets into a JVM: agent entry, VM flags, weaving, triggers, the command line.
 *
 * <pre>
 *   boot loader       org.sigckpt, org.sigckpt.barrier      what woven code calls
 *   app loader        Premain, LauncherAgent, AgentLoader   three small classes, JDK only
 *   AgentLoader       everything else of sigckpt.jar        never seen by the program
 *     (parent: platform loader; asks the boot loader for the two packages above)
 * </pre>
 */
package org.sigckpt.agent;
