package org.sigckpt.internals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InternedTextsTest {
  @Test
  void listsAStringInternedAtRunTimeWhateverItsCharacters() {
    String plain = new String("made at " + System.nanoTime()).intern();
    String odd = new String("tab\t line\n back\\slash ä € \0 " + System.nanoTime()).intern();
    List<String> texts = InternedTexts.list();
    assertThat(texts).contains(plain, odd);
  }

  @Test
  void doesNotListAStringThatNobodyInterned() {
    String plain = "not interned " + System.nanoTime();
    assertThat(InternedTexts.list()).doesNotContain(plain);
  }

  @Test
  void readsPairsOfSurrogates() {
    String pair = "\ud83d\ude00 " + System.nanoTime();
    String interned = pair.intern();
    assertThat(InternedTexts.list()).contains(interned);
  }
}
