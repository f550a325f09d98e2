import Foundation
import Records

/// What a schema says of a text by a keyword of Millrace's own.
public enum TextMark: String, Sendable, CaseIterable {
  /// It names a field of the record.
  case field = "x-millrace-field"
  /// It names a file, which the processor may read without a grant.
  case file = "x-millrace-file"
  /// It is never shown.
  case secret = "x-millrace-secret"
}

extension ConfigSchema {
  /// The configuration with another text for each that carries the mark; `replacement` gets the text and its JSON pointer.
  public func replacing(
    _ mark: TextMark, in value: JSONValue, with replacement: (_ text: String, _ pointer: String) throws -> String
  ) rethrows -> JSONValue {
    let pointers = pointers(of: mark, in: value)
    return pointers.isEmpty ? value : try value.replacing(pointers, at: "", with: replacement)
  }

  /// The configuration with the files that it names as absolute paths, relative ones from `folder`.
  public func withAbsolutePaths(_ value: JSONValue, from folder: URL) -> JSONValue {
    replacing(.file, in: value) { path, _ in
      if path.isEmpty { return path }
      let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
      return url.standardizedFileURL.path
    }
  }

  /// The files that a valid configuration names.
  public func files(in value: JSONValue) -> [String] {
    var files: [String] = []
    _ = replacing(.file, in: value) { path, _ in
      if !files.contains(path) { files.append(path) }
      return path
    }
    return files
  }
}

extension JSONValue {
  fileprivate func replacing(
    _ pointers: Set<String>, at pointer: String, with replacement: (String, String) throws -> String
  ) rethrows -> JSONValue {
    switch self {
    case .string(let text): pointers.contains(pointer) ? .string(try replacement(text, pointer)) : self
    case .array(let elements):
      .array(
        try elements.enumerated().map { index, element in
          try element.replacing(pointers, at: "\(pointer)/\(index)", with: replacement)
        })
    case .object(let members):
      .object(
        try members.map { member in
          Member(
            key: member.key,
            value: try member.value.replacing(
              pointers, at: "\(pointer)/\(member.key.pointerPart)", with: replacement))
        })
    default: self
    }
  }
}
