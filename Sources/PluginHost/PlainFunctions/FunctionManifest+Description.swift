import Records

extension FunctionManifest {
  /// The manifest as the plugin that it is.
  var plugin: PluginDescription {
    PluginDescription(
      id: id, name: name, version: version, description: description, vendor: vendor, abi: "manifest",
      capabilities: needs, capabilitiesReason: needsReason,
      processors: processors.map {
        ProcessorDescription(
          id: $0.id, name: $0.name, description: $0.description, flags: $0.isPure ? [.pure] : [],
          configSchema: $0.configSchema.text, hasFinish: false)
      }, eventTypes: [])
  }
}

extension FunctionManifest.Processor {
  /// What every processor of a manifest has, beside the options of its function.
  static let ownOptions = ["fields", "to", "on_invalid", "on_no_value"]

  /// Made of the signature: what is passed by option is an option.
  var configSchema: JSONValue {
    var properties: [JSONValue.Member] = [
      .init(key: "fields", value: Self.fieldList("The fields whose values are passed to \(function.symbol)."))
    ]
    if function.resultType != nil {
      properties.append(
        .init(
          key: "to", value: Self.fieldList("Where the answers are put, one for each of 'fields'; else in their place."))
      )
    }
    properties += function.options.map { .init(key: $0.option.key, value: $0.option.schema(of: $0.type)) }
    properties.append(
      .init(
        key: "on_invalid",
        value: Self.remedy(
          "reject",
          "What happens to a value that \(function.symbol) does not take: it is kept, cleared, or its record is dropped or rejected."
        )))
    if function.mayHaveNoValue {
      properties.append(
        .init(
          key: "on_no_value",
          value: Self.remedy("clear", "What happens where \(function.symbol) has no answer: 'clear' leaves no value.")))
    }
    let required = ["fields"] + function.options.filter { $0.option.defaultValue == nil }.map(\.option.key)
    return [
      "type": "object", "additionalProperties": false, "required": .array(required.map { .string($0) }),
      "properties": .object(properties),
    ]
  }

  private static func fieldList(_ description: String) -> JSONValue {
    [
      "type": "array", "items": ["type": "string", "minLength": 1, "x-millrace-field": true], "minItems": 1,
      "maxItems": 64, "uniqueItems": true, "description": .string(description),
    ]
  }

  private static func remedy(_ usual: String, _ description: String) -> JSONValue {
    [
      "enum": ["keep", "clear", "drop", "reject"], "default": .string(usual), "description": .string(description),
    ]
  }
}

extension ForeignFunction.Option {
  fileprivate func schema(of type: ForeignType) -> JSONValue {
    var members: [JSONValue.Member] = []
    if let integers = type.integers {
      members.append(.init(key: "type", value: "integer"))
      members.append(.init(key: "minimum", value: .integer(integers.lowerBound)))
      members.append(.init(key: "maximum", value: .integer(integers.upperBound)))
    } else if type == .text {
      members.append(.init(key: "type", value: "string"))
      // It is passed with a NUL behind it.
      members.append(.init(key: "pattern", value: "^[^\\u0000]*$"))
    } else {
      members.append(.init(key: "type", value: "number"))
    }
    if let defaultValue { members.append(.init(key: "default", value: defaultValue)) }
    members.append(.init(key: "description", value: .string(description)))
    return .object(members)
  }
}
