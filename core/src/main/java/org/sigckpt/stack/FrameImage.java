package org.sigckpt.stack;

/**
 * One captured activation, in terms of the woven class that this build of the weaver makes of the
 * original class file. Frames of resume methods have been mapped back to their original method.
 *
 * @param kind how it is rebuilt
 * @param owner the declaring class
 * @param method name
 * @param descriptor of the original method
 * @param bci index of the invoke instruction in progress, in the woven method, or {@link
 *     ResumePoint#again} of one that triggered the class initialiser in the next frame
 * @param refs per slot as in {@code RestartFrame}: locals, then operand stack from the bottom
 * @param bits per slot, raw bits of primitives
 * @param monitors objects whose monitors the frame holds, in order of acquisition (the monitor of a
 *     synchronized method first)
 * @param receiver for an instance method its {@code this} where known, else null
 */
public record FrameImage(
    FrameKind kind,
    Class<?> owner,
    String method,
    String descriptor,
    int bci,
    Object[] refs,
    long[] bits,
    Object[] monitors,
    Object receiver) {}
