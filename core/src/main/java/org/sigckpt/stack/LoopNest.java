package org.sigckpt.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Dominators and natural loops of a method, exception edges included.
 *
 * <p>The dominators are found by the iteration of Cooper, Harvey and Kennedy ("A Simple, Fast
 * Dominance Algorithm", 2001) over single instructions.
 */
final class LoopNest {
  private final MethodCode code;
  private final List<List<Integer>> predecessors = new ArrayList<>();
  private final int[] order;
  private final int[] dominator;

  LoopNest(MethodCode code) {
    this.code = code;
    this.order = new int[code.instructions.length];
    this.dominator = new int[code.instructions.length];
    Arrays.fill(order, -1);
    Arrays.fill(dominator, -1);
    for (int i = 0; i < code.instructions.length; i++) {
      predecessors.add(new ArrayList<>());
    }
    computeDominators(reversePostorder());
  }

  /** Returns the headers of the natural loops around the instruction, outermost first. */
  List<Integer> headersAround(int index) {
    List<Integer> headers = new ArrayList<>();
    for (int each : dominatorsOf(index)) {
      if (isInLoopOf(each, index)) {
        headers.add(each);
      }
    }
    return headers;
  }

  /**
   * Returns the instructions that every path to this one passes, in that order, itself included.
   */
  List<Integer> dominatorsOf(int index) {
    List<Integer> chain = new ArrayList<>();
    for (int each = index; ; each = dominator[each]) {
      chain.add(each);
      if (each == dominator[each]) {
        break;
      }
    }
    Collections.reverse(chain);
    return chain;
  }

  private boolean dominates(int upper, int lower) {
    int each = lower;
    while (order[each] > order[upper]) {
      each = dominator[each];
    }
    return each == upper;
  }

  private boolean isInLoopOf(int header, int index) {
    BitSet body = new BitSet();
    Deque<Integer> work = new ArrayDeque<>();
    body.set(header);
    boolean isHeader = false;
    for (int tail : predecessors.get(header)) {
      if (order[tail] >= 0 && dominates(header, tail)) {
        isHeader = true;
        work.add(tail);
      }
    }
    while (!work.isEmpty()) {
      int each = work.remove();
      if (!body.get(each)) {
        body.set(each);
        work.addAll(predecessors.get(each));
      }
    }
    return isHeader && body.get(index);
  }

  private List<Integer> reversePostorder() {
    List<Integer> postorder = new ArrayList<>();
    BitSet seen = new BitSet();
    Deque<int[]> path = new ArrayDeque<>();
    seen.set(0);
    path.push(new int[] {0, 0});
    while (!path.isEmpty()) {
      int[] top = path.peek();
      int[] next = edges(top[0]);
      if (top[1] == next.length) {
        postorder.add(top[0]);
        path.pop();
      } else {
        int target = next[top[1]++];
        predecessors.get(target).add(top[0]);
        if (!seen.get(target)) {
          seen.set(target);
          path.push(new int[] {target, 0});
        }
      }
    }
    Collections.reverse(postorder);
    return postorder;
  }

  private int[] edges(int index) {
    int[] normal = code.successors[index];
    int[] blocks = code.handlers[index];
    int[] all = Arrays.copyOf(normal, normal.length + blocks.length);
    for (int i = 0; i < blocks.length; i++) {
      all[normal.length + i] = code.handlerIndex(blocks[i]);
    }
    return all;
  }

  private void computeDominators(List<Integer> reversePostorder) {
    for (int i = 0; i < reversePostorder.size(); i++) {
      order[reversePostorder.get(i)] = i;
    }
    dominator[0] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int each : reversePostorder) {
        int found = each == 0 ? 0 : meetOfPredecessors(each);
        changed |= found != dominator[each];
        dominator[each] = found;
      }
    }
  }

  private int meetOfPredecessors(int index) {
    int found = -1;
    for (int each : predecessors.get(index)) {
      if (dominator[each] >= 0) {
        found = found < 0 ? each : meet(found, each);
      }
    }
    return found;
  }

  private int meet(int a, int b) {
    int left = a;
    int right = b;
    while (left != right) {
      if (order[left] > order[right]) {
        left = dominator[left];
      } else {
        right = dominator[right];
      }
    }
    return left;
  }
}
