package bigheaps;

/** The last line and the exit status of every program here. */
final class Verdict {
  private Verdict() {}

  static void print(long built, long found) {
    if (built == found) {
      System.out.println("verified checksum=" + Long.toHexString(found));
    } else {
      System.out.println(
          "BROKEN: checksum "
              + Long.toHexString(found)
              + " vs expected "
              + Long.toHexString(built));
      System.exit(1);
    }
  }
}
