import Foundation
import PluginHost
import Records
import YAMLReading

/// The form of a processor's configuration, as its schema draws it: simple options as fields, others as YAML.
struct ConfigForm: Sendable {
  struct Field: Sendable {
    var id: String
    var name: String
    var label: String
    var help: String
    var value: String
    var isText = false
    var isNumber = false
    var isSwitch = false
    var isOn = false
    var isLines = false
    var isYAML = false
    var isChoice = false
    var choices: [Choice] = []
    var isRequired = false
  }

  let fields: [Field]

  /// `config` is as it is kept, or as a form sent it: then all leaves are texts. `prefix` stands before the fields' names.
  init(_ schema: ConfigSchema, _ config: JSONValue, prefix: String) {
    let required = Set(schema.json["required"]?.array?.compactMap(\.string) ?? [])
    fields = (schema.json["properties"]?.object ?? []).map { property in
      Self.field(
        property.key, property.value, config[property.key], prefix: prefix, isRequired: required.contains(property.key))
    }
  }

  private static func field(
    _ key: String, _ schema: JSONValue, _ value: JSONValue?, prefix: String, isRequired: Bool
  ) -> Field {
    var field = Field(
      id: (prefix + "." + key).replacing(".", with: "-"), name: prefix + "." + key,
      label: schema["title"]?.string ?? key.replacing("_", with: " "), help: schema["description"]?.string ?? "",
      value: "", isRequired: isRequired)
    let preset = schema["default"]
    switch kind(of: schema) {
    case .choice(let words):
      field.isChoice = true
      let chosen = value?.string ?? value?.text ?? ""
      let standard = preset.map { "usual: \($0.string ?? $0.text)" } ?? "none"
      field.choices =
        [.init(value: "", label: "(\(standard))", isChosen: chosen.isEmpty)]
        + words.map { .init(value: $0, label: $0, isChosen: $0 == chosen) }
    case .boolean:
      field.isSwitch = true
      field.isOn = (value ?? preset).map { $0.bool ?? ($0.string == "true" || $0.string == "on") } ?? false
    case .number:
      field.isNumber = true
      field.value = value.map { $0.string ?? $0.text } ?? ""
    case .text:
      field.isText = true
      field.value = value?.string ?? ""
      // What may be a secret itself is never shown again.
      if schema["x-millrace-secret"]?.bool == true, !field.value.hasPrefix("${") { field.value = "" }
    case .texts:
      field.isLines = true
      field.value = value?.string ?? (value?.array ?? []).map { $0.string ?? $0.text }.joined(separator: "\n")
    case .other:
      field.isYAML = true
      field.value = value?.string ?? value?.block ?? ""
    }
    if let preset, !field.isSwitch, !field.isChoice { field.help += " Usual: \(preset.string ?? preset.yaml)." }
    return field
  }

  private enum Kind {
    case text, number, boolean, texts, other
    case choice([String])
  }

  private static func kind(of schema: JSONValue) -> Kind {
    if let words = schema["enum"]?.array?.compactMap(\.string), !words.isEmpty { return .choice(words) }
    switch schema["type"]?.string {
    case "string": return .text
    case "integer", "number": return .number
    case "boolean": return .boolean
    case "array" where schema["items"]?["type"]?.string == "string": return .texts
    default: return .other
    }
  }

  /// What the form says, as the processor takes it: options that are left empty are left out. Throws ``ConsoleError`` for what is no YAML.
  static func config(_ schema: ConfigSchema, from sent: JSONValue) throws(ConsoleError) -> JSONValue {
    var members: [JSONValue.Member] = []
    for property in schema.json["properties"]?.object ?? [] {
      let text = sent.filled(property.key)
      let value: JSONValue?
      switch kind(of: property.value) {
      case .boolean:
        // A box that is not ticked is not sent: its hidden field is.
        let isOn = sent[property.key]?.string == "on"
        value = isOn == (property.value["default"]?.bool ?? false) ? nil : .bool(isOn)
      case .number: value = text.map { Int64($0).map { .integer($0) } ?? Double($0).map { .number($0) } ?? .string($0) }
      // A text may be white space, such as a separator.
      case .text: value = sent[property.key]?.string.flatMap { $0.isEmpty ? nil : .string($0) }
      case .choice: value = text.map { .string($0) }
      case .texts:
        let lines = (text ?? "").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        value = text == nil ? nil : .array(lines.filter { !$0.isEmpty }.map { .string($0) })
      case .other:
        guard let text else {
          value = nil
          break
        }
        guard let parsed = JSONValue(yaml: text) else {
          throw ConsoleError(.badRequest, "'\(property.key)' is not YAML")
        }
        value = parsed
      }
      if let value { members.append(.init(key: property.key, value: value)) }
    }
    return .object(members)
  }
}

extension JSONValue {
  /// As YAML with a line for each element of a list.
  fileprivate var block: String {
    guard let elements = array else { return yaml }
    return elements.map { "- " + $0.yaml }.joined(separator: "\n")
  }
}
