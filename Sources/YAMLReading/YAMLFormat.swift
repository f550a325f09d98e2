import Records
import Yams

/// The one way in which a file of a kind is written: options in their documented order, small mappings and lists on one
/// line, quotes where they are needed, comments where they were.
///
/// What was formatted once stays as it is, and means what it meant.
public struct YAMLFormat: Sendable {
  /// Options whose lists have each element on a line of its own.
  public var lineByLine: Set<String>
  /// Those of them whose elements' options have lines of their own, too.
  public var spreadOut: Set<String>
  /// Longer lines are broken up where they can be.
  public var width = 120

  public init(lineByLine: Set<String> = [], spreadOut: Set<String> = []) {
    self.lineByLine = lineByLine
    self.spreadOut = spreadOut
  }

  /// The text in this form. `root` is its root and `readings` what the reading of it asked for. Nil where the text has
  /// something that would not stay, such as anchors and tags; that is reported.
  public func formatted(
    _ text: String, _ root: Node, _ readings: [SourcePosition: OptionReading], _ diagnostics: Diagnostics
  ) -> String? {
    do throws(Refusal) {
      let outline = try Outline(text, root, readings)
      let formatted = Layout(outline: outline, format: self).text
      guard let again = try? Parser(yaml: formatted).singleRoot(), again.means(root) else {
        throw Refusal(root.position, "the file is written in a way that cannot be kept")
      }
      return formatted
    } catch {
      diagnostics.add(.error, error.position, error.message, "write it in another way, or leave the file as it is")
      return nil
    }
  }

  /// Why a text cannot be formatted.
  struct Refusal: Error {
    var position: SourcePosition
    var message: String

    init(_ position: SourcePosition, _ message: String) {
      self.position = position
      self.message = message
    }
  }
}

extension Node {
  /// Whether both say the same; the order of a mapping says nothing.
  fileprivate func means(_ other: Node) -> Bool {
    switch (self, other) {
    case (.scalar(let a), .scalar(let b)): a.string == b.string && tag == other.tag
    case (.sequence(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.means($1) }
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count
        && a.allSatisfy { key, value in b.first { $0.key.means(key) }.map { $0.value.means(value) } ?? false }
    default: false
    }
  }
}
