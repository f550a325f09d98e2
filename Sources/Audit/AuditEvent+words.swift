import Records

extension AuditEvent {
  /// The facts in words, without those that a list has columns for: `connection newsletter, version 3`.
  public var detail: String {
    facts.compactMap { fact in
      switch (fact.key, fact.value) {
      case ("plugin", _), ("version", _), ("file", _): nil
      case ("sha256", .string(let text)): "sha256 \(text.prefix(12))"
      case (_, .string(let text)): "\(fact.key) \(text)"
      case (_, .array([])): nil
      case (_, .array(let elements)): "\(fact.key) " + elements.map { $0.string ?? $0.text }.joined(separator: " ")
      case (_, let value): "\(fact.key) \(value.text)"
      }
    }.joined(separator: ", ")
  }
}
