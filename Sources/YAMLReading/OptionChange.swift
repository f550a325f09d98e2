import Records

/// One difference in meaning between two files.
public struct OptionChange: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case added, removed, changed
    /// An element of a list has another place.
    case moved
  }

  /// From the file's root.
  public enum Step: Sendable, Equatable {
    case option(String)
    /// By its name, or its number from 1.
    case element(String)
  }

  public var kind: Kind
  public var path: [Step]
  /// Nil where it was not there. Of an option that was not written: what it was all the same.
  public var old: JSONValue?
  /// Nil where it is not there any more. Of something that moved: the name of what stands before it now, or null.
  public var new: JSONValue?
  /// Whether the value is that of an option that is not written.
  public var oldIsDefault = false
  public var newIsDefault = false

  /// `goals[subscribers].mappings[points].strategy`.
  public var name: String {
    path.reduce(into: "") { text, step in
      switch step {
      case .option(let key): text += (text.isEmpty ? "" : ".") + key
      case .element(let name): text += "[\(name)]"
      }
    }
  }
}
