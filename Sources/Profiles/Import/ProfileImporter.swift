/// Brings profiles in from JSON: for each an object of properties, `{"email":["ann@x.com"],"age":41}`.
///
/// A property that is named is replaced, or cleared where its value is empty; others stay. The profile is found by its
/// identifiers, in the order of the properties; where none finds one it is new. One thread at a time.
public final class ProfileImporter {
  public enum Outcome: Equatable, Sendable {
    case created(ProfileID)
    case updated(ProfileID)
    case unchanged(ProfileID)
    /// Nothing was written.
    case rejected(reason: String)
  }

  private let editor: DocumentEditor
  private let names: [[UInt8]]
  private let interactions = InteractionReader()
  private let unescaped = ByteBuffer()
  private let key = IdentifierKey()
  private var found: [ProfileID] = []
  /// The property that is likely to come next.
  private var expected = 0

  /// - Parameter properties: those the store knows.
  public init(properties: [Property]) {
    editor = DocumentEditor(properties: properties)
    names = properties.map { Array($0.name.utf8) }
  }

  /// - Parameter viewed: interactions that the profile has seen, in a form of ``InteractionReader``.
  ///
  /// Throws what the store throws, or `corruptDocument`; what is wrong with the JSON is an outcome.
  public func add(
    _ json: UnsafeRawBufferPointer, permission: PermissionLevel? = nil, viewed: PropertyValue = .absent,
    to writer: any ProfileWriter
  ) throws -> Outcome {
    var linked: ProfileID?
    editor.begin()
    guard interactions.read(viewed, { _ in }) else {
      return .rejected(reason: "its '\(SystemProperty.viewedInteractions)' is not a list of ids or objects with an id")
    }
    if let reason = apply(json) { return .rejected(reason: reason) }
    for index in editor.properties.indices where linked == nil && editor.properties[index].isIdentifier {
      let property = editor.properties[index]
      for value in editor.values(index) where linked == nil {
        let key = value.withBytes { [key] in key.key(of: .text($0), type: property.type).map(Array.init) }
        try key?.withUnsafeBytes { try writer.findProfiles(by: property.name, key: $0, limit: 2, into: &found) }
        guard found.count < 2 else {
          return .rejected(reason: "several profiles have this \(property.name)")
        }
        linked = found.first
      }
    }
    guard let id = linked else {
      let id = try writer.insert(editor, permission: permission ?? .personal)
      try interactions.read(viewed) { try writer.addView($0, by: id) }
      return .created(id)
    }
    _ = try writer.withProfile(id) { try editor.begin($0.document) }
    _ = apply(json)
    var isChanged = try writer.update(id, editor)
    try interactions.read(viewed) { if try writer.addView($0, by: id) { isChanged = true } }
    if let permission {
      _ = try writer.withProfile(id) { isChanged = isChanged || $0.permission != permission }
      try writer.setPermission(id, permission)
    }
    return isChanged ? .updated(id) : .unchanged(id)
  }

  /// Nil, or why it cannot be used.
  private func apply(_ json: UnsafeRawBufferPointer) -> String? {
    found.removeAll(keepingCapacity: true)
    guard var members = ObjectReader(json) else { return "the properties are no JSON object" }
    while true {
      switch members.next(unescapingTo: unescaped) {
      case .end: return nil
      case .malformed: return "the properties are not valid JSON"
      case .member(let name, let value):
        guard let property = index(of: name) else {
          return "there is no property '\(String(decoding: name, as: UTF8.self))'; add it first"
        }
        let outcome = editor.apply(property, .setOrClear, value)
        if outcome.isRefusal {
          let definition = editor.properties[property]
          return outcome == .tooLong
            ? "the value of '\(definition.name)' is too long"
            : "the value of '\(definition.name)' is no \(definition.type.rawValue)"
        }
      }
    }
  }

  private func index(of name: UnsafeRawBufferPointer) -> Int? {
    func matches(_ index: Int) -> Bool { names[index].withUnsafeBytes { $0.hasBytes(of: name) } }
    if expected < names.count, matches(expected) {
      defer { expected += 1 }
      return expected
    }
    guard let index = names.indices.first(where: matches) else { return nil }
    expected = index + 1
    return index
  }
}
