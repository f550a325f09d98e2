import Profiles
import Records

/// Values as tests write them.
enum Given {
  case absent, null
  case bool(Bool)
  case number(String)
  case text(String)
  case time(Int64)
  case list(String)
  case object(String)
}

extension DocumentEditor {
  convenience init(_ type: Property.ValueType, isIdentifier: Bool = false) {
    self.init(properties: [Property(name: "p", type: type, isIdentifier: isIdentifier)])
  }

  func begin(_ document: String) throws {
    var document = document
    try document.withUTF8 { try begin(UnsafeRawBufferPointer($0)) }
  }

  @discardableResult
  func give(_ strategy: Strategy, _ given: Given, to property: Int = 0) -> ApplyOutcome {
    func with(_ text: String, _ make: (UnsafeRawBufferPointer) -> PropertyValue) -> ApplyOutcome {
      var text = text
      return text.withUTF8 { apply(property, strategy, make(UnsafeRawBufferPointer($0))) }
    }
    switch given {
    case .absent: return apply(property, strategy, PropertyValue.absent)
    case .null: return apply(property, strategy, PropertyValue.null)
    case .bool(let value): return apply(property, strategy, PropertyValue.bool(value))
    case .time(let value): return apply(property, strategy, PropertyValue.time(value))
    case .number(let text): return with(text, PropertyValue.number)
    case .text(let text): return with(text, PropertyValue.text)
    case .list(let text): return with(text, PropertyValue.list)
    case .object(let text): return with(text, PropertyValue.object)
    }
  }

  /// The document after one value on one property `p`.
  func edit(_ document: String, _ strategy: Strategy, _ given: Given) throws -> (String, ApplyOutcome) {
    try begin(document)
    let outcome = give(strategy, given)
    precondition(finish() == (outcome == .changed), "the outcome is the document's")
    return (text, outcome)
  }

  var text: String { String(decoding: document, as: UTF8.self) }
}
