package bigheaps;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A heap of a given size, 2 GiB unless told otherwise, made of what ordinary heaps are made of:
 * byte and long arrays, strings, boxed numbers, hash tables, trees, identity-hashed keys and arrays
 * of references with cross links.
 *
 * <p>The size is an estimate for compressed references, right to about ten percent.
 */
public final class MixedHeap {
  /** What one block takes, in bytes, measured under compressed references. */
  private static final long BLOCK_BYTES = 1 << 20;

  private MixedHeap() {}

  /** Arguments: size in MiB, seconds to linger, {@code busy} or {@code sleep}. */
  public static void main(String[] args) throws InterruptedException {
    long mebibytes = args.length > 0 ? Long.parseLong(args[0]) : 2_048;
    Linger linger = Linger.parse(args, 1);
    List<Block> blocks = new ArrayList<>();
    Block previous = null;
    for (long i = 0; i < mebibytes * (1 << 20) / BLOCK_BYTES; i++) {
      previous = new Block(i, previous);
      blocks.add(previous);
    }
    long built = checksum(blocks);
    System.out.println("built heap MiB=" + mebibytes + " checksum=" + Long.toHexString(built));
    linger.run();
    Verdict.print(built, checksum(blocks));
  }

  private static long checksum(List<Block> blocks) {
    long sum = 1;
    for (Block block : blocks) {
      sum = sum * 31 + block.checksum();
    }
    return sum;
  }

  /** About one mebibyte of objects of many kinds. */
  private static final class Block {
    private static final int ENTRIES = 1_500;

    private final Block previous;
    private final byte[] bytes = new byte[300_000];
    private final long[] longs = new long[25_000];
    private final Object[] links = new Object[2_000];
    private final Map<String, Integer> table = new HashMap<>();
    private final TreeMap<Long, String> tree = new TreeMap<>();
    private final Map<Key, long[]> byIdentity = new HashMap<>();

    Block(long number, Block previous) {
      this.previous = previous;
      long seed = number * 0x9E3779B97F4A7C15L + 1;
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (seed >>> (i % 56));
      }
      for (int i = 0; i < longs.length; i++) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        longs[i] = seed;
      }
      for (int i = 0; i < ENTRIES; i++) {
        String text = "block " + number + " entry " + i;
        table.put(text, 1_000 + i);
        tree.put(longs[i], text);
        byIdentity.put(new Key(i), new long[] {longs[i], i});
      }
      for (int i = 0; i < links.length; i++) {
        links[i] = i % 3 == 0 ? links : i % 3 == 1 ? tree.get(longs[i % ENTRIES]) : previous;
      }
    }

    long checksum() {
      long sum = previous == null ? 0 : previous.longs[0];
      for (byte b : bytes) {
        sum = sum * 31 + b;
      }
      for (long value : longs) {
        sum = sum * 31 + value;
      }
      for (Map.Entry<Long, String> entry : tree.entrySet()) {
        sum = sum * 31 + entry.getKey() + table.get(entry.getValue());
      }
      long keys = 0;
      for (Key key : byIdentity.keySet()) {
        long[] value = byIdentity.get(key);
        keys += value == null ? -1 : value[0] * (key.number + 1);
      }
      for (int i = 0; i < links.length; i++) {
        sum =
            sum * 31
                + (links[i] == (i % 3 == 0 ? links : i % 3 == 2 ? previous : links[i]) ? 1 : 0);
      }
      return sum * 31 + keys;
    }
  }

  /** A key hashed by identity: it is found again only if identity hashes survive. */
  private static final class Key {
    final int number;

    Key(int number) {
      this.number = number;
    }
  }
}
