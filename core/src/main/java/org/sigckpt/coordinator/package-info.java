/**
 * The stages of a checkpoint and of a restart; called by the agent module only.
 *
 * <pre>
 *   request --&gt; CheckpointCoordinator: quiesce --&gt; hold --&gt; CheckpointWriter --&gt; commit --&gt; release
 *   statefile --&gt; RestartCoordinator: classes --&gt; heap --&gt; statics --&gt; threads --&gt; release
 * </pre>
 */
package org.sigckpt.coordinator;
