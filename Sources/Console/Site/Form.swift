import Foundation
import Records

/// Names and values that a browser sent, in the order of the page. A name may come several times.
struct Form: Sendable {
  struct Field: Sendable, Equatable {
    var name: String
    var value: String
  }

  var fields: [Field]

  /// A form has no more.
  static let fieldLimit = 10_000

  init(_ fields: [Field] = []) { self.fields = fields }

  /// Reads `application/x-www-form-urlencoded`, as a query has it too. Throws ``ConsoleError`` for what is none.
  init(urlEncoded text: some StringProtocol) throws(ConsoleError) {
    fields = []
    for pair in text.split(separator: "&") {
      guard fields.count < Self.fieldLimit else { throw ConsoleError(.tooLarge, "the form has too many fields") }
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(String(parts[0])),
        let value = Self.decoded(parts.count > 1 ? String(parts[1]) : "")
      else {
        throw ConsoleError(.badRequest, "the form is not encoded as forms are")
      }
      fields.append(Field(name: name, value: value))
    }
  }

  private static func decoded(_ text: String) -> String? {
    // Browsers end lines of a text with both.
    text.replacing("+", with: " ").removingPercentEncoding?.replacing("\r\n", with: "\n")
  }

  /// The first value of this name.
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// All values of this name, in order.
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// The value without white space around it; nil where it is absent or nothing else.
  func text(_ name: String) -> String? {
    guard let value = self[name]?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else { return nil }
    return value
  }

  /// Whether a box of this name was ticked.
  func isOn(_ name: String) -> Bool { self[name] != nil }

  /// As a query: `a=1&b=2`.
  var urlEncoded: String {
    fields.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  private static let allowed = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
