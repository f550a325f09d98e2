import Foundation

/// A small table in a file, for options that name one; gone with this object.
final class SampleFile: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString).csv").path

  /// Its columns are called as the usual fields of records are.
  init() {
    let names = RecordGenerator.usualFields
    let rows = ["Anna", "anna@example.com", "NL"].map { key in names.map { _ in key } }
    let text = ([names] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    // Without it there is only less to try.
    try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
