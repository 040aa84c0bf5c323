package org.sigckpt.statefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Ties the tables of docs/statefile-format.md to the enums. */
class StatefileFormatDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/statefile-format.md");

  @Test
  void listsEverySectionKindInOrder() throws IOException {
    assertThat(firstCells("\\| `sections/([A-Z]+)` \\|"))
        .isEqualTo(Arrays.stream(SectionKind.values()).map(Enum::name).toList());
  }

  @Test
  void listsEveryExitStatus() throws IOException {
    assertThat(firstCells("\\| (\\d+ \\| `[A-Z_]+`) \\|"))
        .isEqualTo(
            Arrays.stream(ExitStatus.values())
                .map(status -> status.code() + " | `" + status.name() + "`")
                .toList());
  }

  private static List<String> firstCells(String row) throws IOException {
    return Pattern.compile("^" + row, Pattern.MULTILINE)
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(cell -> !cell.equals("INDEX"))
        .toList();
  }
}
