import Records

/// One option of a processor's configuration, as people look it up.
public struct ConfigOption: Sendable, Equatable {
  /// `fields`, `conditions[].operator`: the way to it.
  public let path: String
  /// `list of texts`, `keep | drop`.
  public let type: String
  public let isRequired: Bool
  /// As JSON; nil where it has none.
  public let defaultText: String?
  /// The text names a field of the record.
  public let isField: Bool
  /// The text names a file, which the processor may read without a grant.
  public let isFile: Bool
  /// Its value is never shown.
  public let isSecret: Bool
  public let description: String
}

extension ConfigSchema {
  /// Every option that has a name, outer ones before inner ones, in the schema's order.
  public var options: [ConfigOption] {
    var options: [ConfigOption] = []
    Self.collect(json, under: "", into: &options)
    return options
  }

  private static func collect(_ schema: JSONValue, under path: String, into options: inout [ConfigOption]) {
    let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
    for property in schema["properties"]?.object ?? [] {
      let place = path.isEmpty ? property.key : "\(path).\(property.key)"
      // Forms of one object may share an option.
      if !options.contains(where: { $0.path == place }) {
        let innermost = property.value["items"] ?? property.value
        options.append(
          ConfigOption(
            path: place, type: typeInWords(property.value), isRequired: required.contains(property.key),
            defaultText: property.value["default"]?.text,
            isField: (innermost["x-millrace-field"] ?? property.value["x-millrace-field"])?.bool == true,
            isFile: (innermost["x-millrace-file"] ?? property.value["x-millrace-file"])?.bool == true,
            isSecret: property.value["x-millrace-secret"]?.bool == true,
            description: property.value["description"]?.string ?? ""))
      }
      collect(property.value, under: place, into: &options)
    }
    if let items = schema["items"] { collect(items, under: "\(path)[]", into: &options) }
    for form in (schema["oneOf"]?.array ?? []) + (schema["anyOf"]?.array ?? []) {
      collect(form, under: path, into: &options)
    }
  }

  private static func typeInWords(_ schema: JSONValue, plural: Bool = false) -> String {
    if let allowed = schema["enum"]?.array { return allowed.map { $0.string ?? $0.text }.joined(separator: " | ") }
    if let only = schema["const"] { return only.text }
    let names = schema["type"]?.string.map { [$0] } ?? schema["type"]?.array?.compactMap(\.string) ?? []
    if names.isEmpty {
      let forms = (schema["oneOf"]?.array ?? schema["anyOf"]?.array ?? []).map { typeInWords($0, plural: plural) }
      var distinct: [String] = []
      for form in forms where !distinct.contains(form) { distinct.append(form) }
      return distinct.isEmpty ? "anything" : distinct.joined(separator: " or ")
    }
    return names.map { name in
      switch name {
      case "array": "list" + (schema["items"].map { " of \(typeInWords($0, plural: true))" } ?? "")
      case "string": plural ? "texts" : "text"
      case "integer": plural ? "whole numbers" : "whole number"
      case "boolean": "true or false"
      case "null": "null"
      default: plural ? "\(name)s" : name
      }
    }.joined(separator: " or ")
  }
}
