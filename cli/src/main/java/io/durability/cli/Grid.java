package io.durability.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells under heads, as wide as they need to be. */
final class Grid {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int left;

  /**
   * Begins a grid.
   *
   * @param left how many columns are set flush left; those after them are numbers
   */
  Grid(int left, String... heads) {
    this.left = left;
    rows.add(List.of(heads));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Writes the rows, the heads in bold; nothing if there are heads only. */
  void print(Console console) {
    if (rows.size() == 1) {
      return;
    }
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int at = 0; at < rows.size(); at++) {
      String line = line(rows.get(at), widths);
      console.out().println(at == 0 ? console.styled("bold", line) : line);
    }
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String space = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP).append(i < left ? cell + space : space + cell);
    }
    return line.toString().stripTrailing();
  }
}
