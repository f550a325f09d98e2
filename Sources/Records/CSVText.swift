/// Lines of CSV (RFC 4180) that a spreadsheet shows and never runs.
public enum CSVText {
  public static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

  /// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which it takes for text.
  private static func cell(_ text: String) -> String {
    let harmless = text.first.map { "=+-@\t\r\n".contains($0) } == true ? "'" + text : text
    guard harmless.contains(where: { "\",\r\n\r\n".contains($0) }) else { return harmless }
    return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }
}
