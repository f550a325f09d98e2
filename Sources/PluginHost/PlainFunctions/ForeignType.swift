import Records
import YAMLReading
import Yams

/// A C type that a manifest can name.
enum ForeignType: String, Sendable, CaseIterable {
  case int32, uint32, int64, uint64, double
  /// A pointer to bytes in UTF-8: `char *` and its kin.
  case text
  /// A pointer to something that only the library knows.
  case pointer

  var isInteger: Bool { integers != nil }
  var isPointer: Bool { self == .text || self == .pointer }

  /// What fits, as far as a manifest can write it.
  var integers: ClosedRange<Int64>? {
    switch self {
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .uint32: 0...Int64(UInt32.max)
    case .int64: .min ... .max
    case .uint64: 0...Int64.max
    case .double, .text, .pointer: nil
    }
  }

  /// As C spells it.
  var inC: String {
    switch self {
    case .int32, .uint32, .int64, .uint64: "\(rawValue)_t"
    case .double: "double"
    case .text: "const char *"
    case .pointer: "void *"
    }
  }

  /// The name of a type as people know it from a C header, for a word that is none of ours; nil where there is none.
  private static func meant(by word: String) -> String? {
    let word = word.replacing("const", with: "").replacing("unsigned char", with: "char")
      .trimmingPrefix { $0 == " " }
    return switch String(word) {
    case "int", "signed int", "bool", "_Bool": "int is int32 here"
    case "unsigned", "unsigned int", "uint": "unsigned int is uint32 here"
    case "long", "long long", "ssize_t", "ptrdiff_t": "\(word) is int64 here"
    case "size_t", "unsigned long", "unsigned long long", "uintptr_t": "\(word) is uint64 here"
    case "int32_t", "uint32_t", "int64_t", "uint64_t": "\(word) is \(word.dropLast(2)) here"
    case "char *", "char*", "uint8_t *", "string": "a pointer to text is 'text' here; one to be filled is 'out: text'"
    case "void *", "void*": "void * is 'pointer' here"
    case "void": "a function that returns nothing says 'returns: nothing'"
    default: nil
    }
  }

  /// Reads the type in a node; reports what is wrong.
  static func read(_ node: Node, _ diagnostics: Diagnostics) -> ForeignType? {
    guard let word = node.string, node.scalar != nil else {
      diagnostics.error(at: node, "a type is a word, this is \(node.kind)", hint: known)
      return nil
    }
    if let type = ForeignType(rawValue: word) { return type }
    switch word {
    case _ where word.hasPrefix("struct") || word.hasPrefix("union"):
      diagnostics.error(
        at: node, "a struct or union is not passed by value",
        hint: "a pointer to one is 'pointer'; what returns or takes one by value needs a plugin in C")
    case "...":
      diagnostics.error(at: node, variadic, hint: variadicHint)
    case "float", "char", "short", "int8", "int16", "uint8", "uint16", "long double":
      diagnostics.error(at: node, "the type '\(word)' is not supported", hint: known)
    default:
      diagnostics.error(
        at: node, "unknown type '\(word)'",
        hint: meant(by: word) ?? Suggestion.question(for: word, among: allCases.map(\.rawValue)) ?? known)
    }
    return nil
  }

  private static let known = "the types are \(allCases.map(\.rawValue).joined(separator: ", "))"

  static let variadic = "a variadic function is not called: what it takes depends on its other arguments"
  static let variadicHint = "look for the library's function with a fixed signature, or write a plugin in C"
}
