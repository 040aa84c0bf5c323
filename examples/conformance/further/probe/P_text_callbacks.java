package probe;

import java.io.*;
import java.util.*;
import java.util.regex.*;

/** Regex replacers, Formattable, CharSequence of the program, Scanner over a Readable, PrintWriter over a Writer. */
public class P_text_callbacks {
  static int calls;

  static int p(int x) {
    if (++calls % 251 == 0) {
      Pause.here();
    }
    return x;
  }

  record Chars(String s) implements CharSequence {
    @Override
    public int length() {
      return s.length();
    }

    @Override
    public char charAt(int i) {
      return (char) p(s.charAt(i));
    }

    @Override
    public CharSequence subSequence(int a, int b) {
      return new Chars(s.substring(p(a), b));
    }

    @Override
    public String toString() {
      return s;
    }
  }

  record Money(long cents) implements Formattable, Comparable<Money> {
    @Override
    public void formatTo(Formatter f, int flags, int width, int precision) {
      f.format("%" + Math.max(1, width) + "s", p((int) cents) / 100 + "." + cents % 100);
    }

    @Override
    public int compareTo(Money o) {
      return Long.compare(p((int) cents), o.cents);
    }
  }

  static final class Slow extends Writer {
    final StringBuilder text = new StringBuilder();

    @Override
    public void write(char[] c, int from, int count) {
      text.append(c, from, p(count));
    }

    @Override
    public void flush() {
      p(1);
    }

    @Override
    public void close() {
      p(2);
    }
  }

  public static void main(String[] args) throws IOException {
    long sum = 0;
    Pattern word = Pattern.compile("(?<a>\\w+?)(\\d+)|(x+x+)+y");
    for (int i = 0; i < 80; i++) {
      Chars text = new Chars("ab" + i + " cd7 xxxxxxxxxx e" + i * 3 + ",,z");
      sum = sum * 31 + word.matcher(text).replaceAll(m -> m.group(1) + p(m.start())).hashCode();
      sum += word.splitAsStream(text).mapToInt(s -> p(s.length())).sum() + word.matcher(text).results().count();
      sum = sum * 31 + String.format("%10s|%-8s|%s|%05d|%.3f", new Money(i * 101), new Money(7), new Chars("q"), p(i), i / 3.0).hashCode();
      Scanner s = new Scanner(new Readable() {
        int left = 30;

        @Override
        public int read(java.nio.CharBuffer b) {
          if (left-- == 0) {
            return -1;
          }
          b.put("n" + p(left) + (left % 3 == 0 ? "\n" : " "));
          return 1;
        }
      });
      while (s.hasNext()) {
        sum += s.next().length() * p(3);
      }
      Slow slow = new Slow();
      try (PrintWriter out = new PrintWriter(slow, true)) {
        out.printf("%s %d%n", new Money(i), p(i));
        out.append(text, 1, 5).println(new Money(3));
      }
      sum = sum * 31 + slow.text.toString().hashCode();
      sum += String.join("-", List.of(text, text)).length() + new StringBuilder().append(text, p(0), 3).insert(1, text).length();
      sum += "a,b,,c".split(",").length + text.chars().map(c -> p(c)).sum() + "x".compareTo(text.toString());
    }
    System.out.println("FINAL " + sum);
  }
}
