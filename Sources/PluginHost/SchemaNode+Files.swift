import Records

extension SchemaNode {
  /// Appends the texts of a valid value that name files.
  func collectFiles(of value: JSONValue, into files: inout [String]) {
    if isFile, case .string(let path) = value, !files.contains(path) { files.append(path) }
    for element in value.array ?? [] { items?.collectFiles(of: element, into: &files) }
    for member in value.object ?? [] {
      if let property = properties.first(where: { $0.key == member.key }) {
        property.schema.collectFiles(of: member.value, into: &files)
      } else if case .schema(let schema) = additional {
        schema.collectFiles(of: member.value, into: &files)
      }
    }
    for form in oneOf + anyOf where form.fits(value) { form.collectFiles(of: value, into: &files) }
  }

  private func fits(_ value: JSONValue) -> Bool {
    var violations: [ConfigViolation] = []
    _ = validate(value, at: "", &violations)
    return violations.isEmpty
  }
}
