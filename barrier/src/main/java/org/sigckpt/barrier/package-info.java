/**
 * The rendezvous of all program threads, and the few entry points that woven code calls.
 *
 * <p>Defined into the boot loader, so that code woven into {@code java.base} can call it; therefore
 * JDK only, and nothing here logs.
 *
 * <pre>
 *   woven code --&gt; Poll / Blocking --&gt; Rendezvous.stop --&gt; Port.capture   (core, by the thread itself)
 *   coordinator (core) --&gt; Rendezvous.open .. awaitQuiesced .. release
 *   restarted thread --&gt; RestartGate --&gt; resume methods --&gt; Operation.resume
 * </pre>
 */
package org.sigckpt.barrier;
