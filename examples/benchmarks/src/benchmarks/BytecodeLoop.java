package benchmarks;

/** An interpreter for a small stack machine: one big switch in one hot loop. */
public final class BytecodeLoop {
  private static final int PUSH = 0;
  private static final int LOAD = 1;
  private static final int STORE = 2;
  private static final int ADD = 3;
  private static final int MULTIPLY = 4;
  private static final int XOR = 5;
  private static final int LESS = 6;
  private static final int JUMP_IF = 7;
  private static final int HALT = 8;

  /** {@code do { x = x * 31 + i ^ 7; i = i + 1; } while (i < n);} */
  private static final int[] CODE = {
    LOAD, 0, PUSH, 31, MULTIPLY, 0, LOAD, 1, ADD, 0, PUSH, 7, XOR, 0, STORE, 0, LOAD, 1, PUSH, 1,
    ADD, 0, STORE, 1, LOAD, 1, LOAD, 2, LESS, 0, JUMP_IF, 0, HALT, 0
  };

  private BytecodeLoop() {}

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 40; i++) {
      sum += run(5_000_000 + i);
    }
    System.out.println("bytecode-loop " + sum);
  }

  /** Runs the built-in program for the given number of iterations and returns its x. */
  public static int run(int iterations) {
    int[] stack = new int[8];
    int[] variables = {1, 0, iterations};
    int top = 0;
    int pc = 0;
    while (true) {
      int operand = CODE[pc + 1];
      switch (CODE[pc]) {
        case PUSH -> stack[top++] = operand;
        case LOAD -> stack[top++] = variables[operand];
        case STORE -> variables[operand] = stack[--top];
        case ADD -> {
          top--;
          stack[top - 1] += stack[top];
        }
        case MULTIPLY -> {
          top--;
          stack[top - 1] *= stack[top];
        }
        case XOR -> {
          top--;
          stack[top - 1] ^= stack[top];
        }
        case LESS -> {
          top--;
          stack[top - 1] = stack[top - 1] < stack[top] ? 1 : 0;
        }
        case JUMP_IF -> {
          if (stack[--top] != 0) {
            pc = operand - 2;
          }
        }
        case HALT -> {
          return variables[0];
        }
        default -> throw new IllegalStateException("opcode " + CODE[pc] + " at " + pc);
      }
      pc += 2;
    }
  }
}
