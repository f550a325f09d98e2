import Records

extension PluginCatalogue.Entry {
  /// For programs, in a list.
  public var json: JSONValue {
    let refusal: JSONValue = if case .refused(let error) = outcome { .string("\(error)") } else { nil }
    return [
      "file": .string(path), "sha256": .string(sha256), "plugin": plugin.map { .string($0.id) } ?? nil,
      "version": plugin.map { .string($0.version) } ?? nil,
      "processors": .array(plugin?.processors.map { .string($0.id) } ?? []),
      "event_types": .array(plugin?.eventTypes.map { .string($0.type.id) } ?? []), "refused": refusal,
    ]
  }
}
