/// A JSON value as a request or an answer carries it. Numbers keep their spelling.
indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  static func integer(_ value: Int) -> JSON { .number(String(value)) }
  static func strings(_ values: some Sequence<String>) -> JSON { .array(values.map { .string($0) }) }

  var string: String? { if case .string(let text) = self { text } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  var object: JSONObject? { if case .object(let members) = self { members } else { nil } }
  var integer: Int? { if case .number(let spelling) = self { Int(spelling) } else { nil } }
  var double: Double? { if case .number(let spelling) = self { Double(spelling) } else { nil } }

  var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let spelling): text += spelling
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (place, value) in values.enumerated() {
        if place > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let object):
      text += "{"
      for (place, member) in object.members.enumerated() {
        if place > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      text += string
    } else {
      for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case let control where control.value < 0x20:
          let hex = String(control.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}

/// Members in the order in which they came.
struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private(set) var members: [(key: String, value: JSON)] = []

  init() {}

  init(dictionaryLiteral elements: (String, JSON)...) {
    members = elements.map { (key: $0.0, value: $0.1) }
  }

  var isEmpty: Bool { members.isEmpty }

  /// Setting `nil` removes the member; JSON's null is a value.
  subscript(key: String) -> JSON? {
    get { members.first { $0.key == key }?.value }
    set {
      let place = members.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
  }

  mutating func remove(where shallGo: (String) -> Bool) {
    members.removeAll { shallGo($0.key) }
  }

  static func == (one: JSONObject, other: JSONObject) -> Bool {
    one.members.elementsEqual(other.members) { $0.key == $1.key && $0.value == $1.value }
  }
}
