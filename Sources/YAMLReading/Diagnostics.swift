import Foundation
import Records
import Yams

/// Collects what is found while a file is read, so that all of it can be shown at once.
public final class Diagnostics {
  /// As messages call it.
  public let file: String
  /// Where relative paths in the file begin.
  public let folder: URL
  public private(set) var found: [Diagnostic] = []
  /// The options that the reading asked for, each once, in the order of asking.
  public private(set) var options: [DocumentedOption] = []
  /// What was asked of the mapping that stands there.
  public private(set) var readings: [SourcePosition: OptionReading] = [:]

  /// `folder` is the file's own where it is not said.
  public init(file: String, folder: URL? = nil) {
    self.file = file
    self.folder = folder ?? URL(fileURLWithPath: file).deletingLastPathComponent()
  }

  public func error(at node: Node, _ message: String, hint: String? = nil) {
    add(.error, node.position, message, hint)
  }

  public func warning(at node: Node, _ message: String, hint: String? = nil) {
    add(.warning, node.position, message, hint)
  }

  public func add(_ severity: Diagnostic.Severity, _ position: SourcePosition, _ message: String, _ hint: String?) {
    found.append(Diagnostic(file: file, position: position, severity: severity, message: message, hint: hint))
  }

  func note(_ option: DocumentedOption) {
    if !options.contains(option) { options.append(option) }
  }

  func note(_ reading: OptionReading, at position: SourcePosition) {
    readings[position] = readings[position].map { $0.merging(reading) } ?? reading
  }

  /// Whether what was read cannot be used.
  public var hasErrors: Bool { found.contains { $0.severity == .error } }

  /// In the order of the file.
  public var sorted: [Diagnostic] {
    found.enumerated().sorted { left, right in
      let (a, b) = (left.element.position, right.element.position)
      return (a.line, a.column, left.offset) < (b.line, b.column, right.offset)
    }.map(\.element)
  }
}

extension Node {
  public var position: SourcePosition { SourcePosition(line: mark?.line ?? 1, column: mark?.column ?? 1) }

  /// What people call this kind of node.
  public var kind: String {
    switch self {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar):
      switch tag {
      case Tag(.null): "nothing"
      case Tag(.bool): "true or false"
      case Tag(.int), Tag(.float): "a number"
      default: scalar.string.isEmpty ? "an empty text" : "a text"
      }
    }
  }

  public var isNull: Bool { scalar != nil && tag == Tag(.null) }
}
