/// One thing that is wrong with an event type.
public struct EventTypeFault: Sendable, Equatable, CustomStringConvertible {
  /// Where, such as `version` or `properties.product.sku`.
  public var path: String
  public var message: String
  /// What to do about it.
  public var hint: String

  public var description: String { "\(path): \(message); \(hint)" }
}

extension EventType {
  /// Everything that is wrong with it; empty for a sound one.
  public var faults: [EventTypeFault] {
    var faults: [EventTypeFault] = []
    func note(_ objection: EventTypeRules.Objection?, _ path: String) {
      guard let objection else { return }
      faults.append(EventTypeFault(path: path, message: objection.message, hint: objection.hint))
    }
    note(EventTypeRules.id(id), "id")
    note(EventTypeRules.version(version), "version")
    note(EventTypeRules.name(name), "name")
    note(EventTypeRules.description(description), "description")
    note(EventTypeRules.icon(icon), "icon")
    note(EventTypeRules.priority(priority), "priority")
    if let retentionDays { note(EventTypeRules.retentionDays(retentionDays), "retention_days") }

    var count = 0
    func look(_ properties: [EventProperty], at path: String, depth: Int) {
      guard depth <= EventTypeRules.depthLimit || properties.isEmpty else { return note(.tooDeep, path) }
      var keys: Set<String> = []
      for property in properties {
        count += 1
        guard count <= EventTypeRules.propertyLimit else { return }
        if let objection = EventTypeRules.key(property.key) {
          note(objection, path)
          continue
        }
        let place = "\(path).\(property.key)"
        if !keys.insert(property.key).inserted { note(.duplicate(property.key), path) }
        note(EventTypeRules.name(property.name), place)
        note(property.type == .object && property.properties.isEmpty ? .emptyObject : nil, place)
        note(property.type != .object && !property.properties.isEmpty ? .noObject : nil, place)
        look(property.properties, at: place, depth: depth + 1)
      }
    }
    look(properties, at: "properties", depth: 1)
    note(count > EventTypeRules.propertyLimit ? .tooMany : nil, "properties")
    return faults
  }

  /// Throws ``EventTypesError`` of code `unsound` with all that is wrong.
  public func check() throws(EventTypesError) {
    let faults = faults
    guard let first = faults.first else { return }
    let what = faults.map { "\($0.path): \($0.message)" }.joined(separator: "; ")
    throw EventTypesError(.unsound, "event type \(EventTypeRules.quoted(id)) is not right: \(what)", hint: first.hint)
  }
}

extension EventTypeRules.Objection {
  static let tooDeep = Self(
    message: "objects stand in objects more than \(EventTypeRules.depthLimit) levels deep",
    hint: "give the outer object the properties of the inner one")
  static let tooMany = Self(
    message: "it has more than \(EventTypeRules.propertyLimit) properties",
    hint: "make several event types of it")
  static let emptyObject = Self(
    message: "an object without properties holds nothing", hint: "name its properties, or make it a text")
  static let noObject = Self(
    message: "only an object has properties of its own", hint: "make its type object, or leave them out")

  static func duplicate(_ key: String) -> Self {
    Self(message: "the key '\(key)' stands twice", hint: "give one of the two another key")
  }
}
