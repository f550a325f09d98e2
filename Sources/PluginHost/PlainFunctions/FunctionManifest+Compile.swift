import Records

extension FunctionManifest {
  /// What the adapter `plain-functions.so` is configured with to be this processor; `config` is validated, with its
  /// defaults. Options are constants in it.
  func compiled(_ processor: Processor, config: JSONValue) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "library", value: .string(library)),
      .init(key: "setup", value: .array(setup.map(\.compiled))),
      .init(key: "call", value: .object(processor.function.compiled(config))),
    ]
    if let sha256 { members.append(.init(key: "sha256", value: .string(sha256))) }
    if let part = processor.function.part {
      members.append(.init(key: "behind", value: .string(part.behind)))
      members.append(.init(key: "keep_front", value: .bool(part.keepsFront)))
    }
    for key in Processor.ownOptions {
      if let value = config[key] { members.append(.init(key: key, value: value)) }
    }
    return .object(members)
  }

  /// The same, but nothing is called: are the library and all of the processor's symbols there?
  func probe(_ processor: Processor) -> JSONValue {
    guard case .object(let members) = compiled(processor, config: ["fields": []]) else { return [:] }
    return .object(members + [.init(key: "probe", value: true)])
  }
}

extension FunctionManifest.SetupCall {
  fileprivate var compiled: JSONValue {
    var members = function.compiled([:])
    if let release { members.append(.init(key: "release", value: .string(release))) }
    return .object(members)
  }
}

extension ForeignFunction {
  fileprivate func compiled(_ config: JSONValue) -> [JSONValue.Member] {
    [
      .init(key: "function", value: .string(symbol)),
      .init(key: "parameters", value: .array(parameters.map { $0.compiled(config) })),
      .init(key: "returns", value: returns.compiled),
    ]
  }
}

extension ForeignFunction.Parameter {
  fileprivate func compiled(_ config: JSONValue) -> JSONValue {
    func form(_ pass: String, _ type: ForeignType, _ key: String? = nil, _ value: JSONValue = .null) -> JSONValue {
      let form: [JSONValue.Member] = [
        .init(key: "pass", value: .string(pass)), .init(key: "type", value: .string(type.rawValue)),
      ]
      return .object(form + (key.map { [.init(key: $0, value: value)] } ?? []))
    }
    switch self {
    case .value(let type, _): return form("value", type)
    case .length(let type): return form("length", type)
    case .capacity(let type): return form("capacity", type)
    case .constant(let type, let value): return form("constant", type, "value", value)
    case .option(let type, let option): return form("constant", type, "value", config[option.key] ?? .null)
    case .symbol(let name): return form("constant", .pointer, "symbol", .string(name))
    case .kept(let place, _): return form("constant", .pointer, "kept", .integer(Int64(place)))
    case .out(let type, let ownership, let role):
      return [
        "pass": "out", "type": .string(type.rawValue), "role": .string(role.rawValue),
        "ownership": .string(ownership?.word ?? "borrowed"),
      ]
    case .buffer(let capacity, let filled, let isIgnored):
      return [
        "pass": "buffer", "type": "text", "capacity": .integer(Int64(capacity)), "filled": .bool(filled),
        "role": isIgnored ? "ignored" : "result",
      ]
    }
  }
}

extension ForeignFunction.Return {
  fileprivate var compiled: JSONValue {
    func form(_ role: String, _ type: String, _ ownership: ForeignFunction.Ownership?, noValue: [Int64] = [])
      -> JSONValue
    {
      [
        "role": .string(role), "type": .string(type), "ownership": .string(ownership?.word ?? "borrowed"),
        "no_value": .array(noValue.map { .integer($0) }),
      ]
    }
    switch self {
    case .nothing: return form("ignored", "nothing", nil)
    case .ignored(let type, let ownership): return form("ignored", type.rawValue, ownership)
    case .kept: return form("kept", "pointer", nil)
    case .result(let type, let ownership, let noValue):
      return form("result", type.rawValue, ownership, noValue: noValue)
    case .status(let type, let good, let noValue, let errorText):
      var members: [JSONValue.Member] = [
        .init(key: "role", value: "status"), .init(key: "type", value: .string(type.rawValue)),
        .init(key: "no_value", value: .array(noValue.map { .integer($0) })),
      ]
      switch good {
      case .listed(let numbers): members.append(.init(key: "ok", value: .array(numbers.map { .integer($0) })))
      case .word(let word): members.append(.init(key: "good", value: .string(word.rawValue)))
      }
      if let errorText { members.append(.init(key: "error_text", value: .string(errorText))) }
      return .object(members)
    }
  }
}
