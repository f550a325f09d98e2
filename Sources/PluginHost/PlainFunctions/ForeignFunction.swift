import Records
import YAMLReading

/// A function of a C library with its signature: what is passed, and what its answers mean.
struct ForeignFunction: Sendable, Equatable {
  var symbol: String
  /// Where the manifest names it.
  var position: SourcePosition
  var parameters: [Parameter]
  var returns: Return

  /// One parameter, in its place.
  enum Parameter: Sendable, Equatable {
    /// The value of the field at hand, or the part of its text.
    case value(ForeignType, Part? = nil)
    /// How many bytes that text has.
    case length(ForeignType)
    /// The same in each call; null is a null pointer.
    case constant(ForeignType, JSONValue)
    /// What the user of the processor configures.
    case option(ForeignType, Option)
    /// How many bytes the buffer has.
    case capacity(ForeignType)
    /// The address of something that the library exports.
    case symbol(String)
    /// What a setup call kept, by its place among them.
    case kept(Int, name: String)
    /// A pointer to where the function puts something.
    case out(ForeignType, Ownership?, OutRole)
    /// Memory that it writes text to; `filled`: the field's value stands in it before.
    case buffer(capacity: Int, filled: Bool, isIgnored: Bool)
  }

  /// What stands behind the last of a text in the value; all of it where that is not in it.
  struct Part: Sendable, Equatable {
    var behind: String
    /// What was not passed stands before the answer.
    var keepsFront: Bool
  }

  enum OutRole: String, Sendable {
    case result, ignored
    /// How many bytes the result has.
    case length
  }

  /// An option of the processor's configuration that is passed to the function.
  struct Option: Sendable, Equatable {
    var key: String
    /// Nil: it must be given.
    var defaultValue: JSONValue?
    var description: String
  }

  /// Who frees a text that a function answers.
  enum Ownership: Sendable, Equatable {
    /// It stays the library's.
    case borrowed
    /// The C library's `free`.
    case free
    /// A function of the library that takes the pointer.
    case function(String)

    var word: String {
      switch self {
      case .borrowed: "borrowed"
      case .free: "free"
      case .function(let name): name
      }
    }
  }

  enum Return: Sendable, Equatable {
    case nothing
    case ignored(ForeignType, Ownership?)
    /// The answer becomes the field's value, but for the numbers that mean that there is none.
    case result(ForeignType, Ownership?, noValue: [Int64])
    /// The answer says whether there is one.
    case status(ForeignType, Good, noValue: [Int64], errorText: String?)
    /// A setup call's pointer.
    case kept
  }

  /// Which statuses are good.
  enum Good: Sendable, Equatable {
    case listed([Int64])
    case word(Word)

    enum Word: String, Sendable, CaseIterable {
      case notZero = "not_zero"
      case notNegative = "not_negative"
      case positive
    }
  }
}

extension ForeignFunction {
  /// What is written into the field; nil where the function only checks.
  var resultType: ForeignType? {
    if case .result(let type, _, _) = returns { return type }
    for parameter in parameters {
      switch parameter {
      case .out(let type, _, .result): return type
      case .buffer(_, _, isIgnored: false): return .text
      default: break
      }
    }
    return nil
  }

  /// Whether it may well answer that there is no value, which is no failure.
  var mayHaveNoValue: Bool {
    switch returns {
    case .result(_, _, let noValue) where !noValue.isEmpty: true
    case .status(_, _, let noValue, _) where !noValue.isEmpty: true
    default: resultType == .text || resultType == .double
    }
  }

  /// The part of the value that is passed, where it is not all.
  var part: Part? {
    for case .value(_, let part?) in parameters { return part }
    return nil
  }

  var options: [(type: ForeignType, option: Option)] {
    parameters.compactMap { if case .option(let type, let option) = $0 { (type, option) } else { nil } }
  }

  /// Every symbol that it needs, its own first.
  var symbols: [String] {
    var symbols = [symbol]
    func add(_ ownership: Ownership?) { if case .function(let name)? = ownership { symbols.append(name) } }
    for parameter in parameters {
      switch parameter {
      case .symbol(let name): symbols.append(name)
      case .out(_, let ownership, _): add(ownership)
      default: break
      }
    }
    switch returns {
    case .ignored(_, let ownership), .result(_, let ownership, _): add(ownership)
    case .status(_, _, _, let errorText): symbols += errorText.map { [$0] } ?? []
    case .nothing, .kept: break
    }
    return symbols
  }

  /// The declaration, as a C header would have it.
  var signature: String {
    let passed = parameters.map { parameter in
      switch parameter {
      case .value(let type, _), .length(let type), .constant(let type, _), .option(let type, _), .capacity(let type):
        type.inC
      case .symbol, .kept: "void *"
      case .out(let type, _, _): type == .text ? "char **" : "\(type.inC) *"
      case .buffer: "char *"
      }
    }
    let answer =
      switch returns {
      case .nothing: "void"
      case .ignored(let type, _), .result(let type, _, _), .status(let type, _, _, _): type.inC
      case .kept: "void *"
      }
    let space = answer.hasSuffix("*") ? "" : " "
    return "\(answer)\(space)\(symbol)(\(passed.isEmpty ? "void" : passed.joined(separator: ", ")))"
  }
}
