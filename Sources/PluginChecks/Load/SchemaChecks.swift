import PluginHost
import Records

extension Check {
  static let schemaChecks: [Check] = [
    Check(
      "schema-closed", .load, "Its configurations have no options but those of the schema.",
      remedy: "set \"additionalProperties\": false: then a misspelt option is told with a suggestion"
    ) { subject in
      .warn(
        ifAny: try subject.eachProcessor { processor in
          let schema = try ConfigSchema(processor.configSchema).json
          // Forms inside may leave out what the whole says already.
          return schema["type"]?.string == "object" && schema["additionalProperties"] == nil
            ? ["any other option is accepted in silence"] : []
        })
    },
    Check(
      "options-described", .load, "Every option has a description.",
      remedy: "write a sentence in \"description\": it is what the form shows"
    ) { subject in
      .warn(
        ifAny: try subject.eachProcessor { processor in
          try ConfigSchema(processor.configSchema).options.filter(\.description.isEmpty).map { "\($0.path) has none" }
        })
    },
    Check(
      "options-snake-case", .load, "Options are called in snake_case.",
      remedy: "write timeout_seconds instead of timeoutSeconds, the unit in the name"
    ) { subject in
      .warn(
        ifAny: try subject.eachProcessor { processor in
          try ConfigSchema(processor.configSchema).options
            .filter { ($0.path.split(separator: ".").last ?? "").wholeMatch(of: /[a-z][a-z0-9_]*/) == nil }
            .map { "\($0.path) is not" }
        })
    },
    Check(
      "defaults-valid", .load, "Defaults are as their own schemas say.",
      remedy: "correct \"default\", or what the schema allows"
    ) { subject in
      .fail(
        ifAny: try subject.eachProcessor { processor in
          try SchemaPlace.all(in: processor).compactMap { schema in
            guard let value = schema.json["default"], let own = try? ConfigSchema(schema.json.text) else { return nil }
            let violations = own.validate(value).violations
            return violations.isEmpty ? nil : "\(schema.path): \(violations.map(\.description).joined(separator: "; "))"
          }
        })
    },
    Check(
      "required-known", .load, "What is required is among the options.",
      remedy: "correct \"required\", or add the option to \"properties\""
    ) { subject in
      .fail(
        ifAny: try subject.eachProcessor { processor in
          try SchemaPlace.all(in: processor).flatMap { schema -> [String] in
            guard let properties = schema.json["properties"]?.object else { return [] }
            return (schema.json["required"]?.array ?? []).compactMap(\.string)
              .filter { name in !properties.contains { $0.key == name } }
              .map { "'\($0)' is required\(schema.path.isEmpty ? "" : " in \(schema.path)"), and is no option" }
          }
        })
    },
  ]
}

/// A schema inside a processor's schema, and how it is reached: `conditions[].operator`.
private struct SchemaPlace {
  let path: String
  let json: JSONValue

  static func all(in processor: ProcessorDescription) throws -> [SchemaPlace] {
    var found: [SchemaPlace] = []
    func collect(_ json: JSONValue, at path: String) {
      found.append(SchemaPlace(path: path, json: json))
      for property in json["properties"]?.object ?? [] {
        collect(property.value, at: path.isEmpty ? property.key : "\(path).\(property.key)")
      }
      if let items = json["items"] { collect(items, at: "\(path)[]") }
      for form in (json["oneOf"]?.array ?? []) + (json["anyOf"]?.array ?? []) { collect(form, at: path) }
    }
    collect(try ConfigSchema(processor.configSchema).json, at: "")
    return found
  }
}
