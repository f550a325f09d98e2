import Records

extension SchemaNode {
  /// Appends the JSON pointers of the value's texts that carry the mark.
  func collect(_ mark: TextMark, in value: JSONValue, at pointer: String, into pointers: inout Set<String>) {
    if marks.contains(mark), case .string = value { pointers.insert(pointer) }
    for (index, element) in (value.array ?? []).enumerated() {
      items?.collect(mark, in: element, at: "\(pointer)/\(index)", into: &pointers)
    }
    for member in value.object ?? [] {
      let place = "\(pointer)/\(member.key.pointerPart)"
      if let property = properties.first(where: { $0.key == member.key }) {
        property.schema.collect(mark, in: member.value, at: place, into: &pointers)
      } else if case .schema(let schema) = additional {
        schema.collect(mark, in: member.value, at: place, into: &pointers)
      }
    }
    // A reference to a secret need not fit where the secret itself does.
    for form in oneOf + anyOf where mark == .secret || form.fits(value) {
      form.collect(mark, in: value, at: pointer, into: &pointers)
    }
  }

  private func fits(_ value: JSONValue) -> Bool {
    var violations: [ConfigViolation] = []
    _ = validate(value, at: "", &violations)
    return violations.isEmpty
  }
}
