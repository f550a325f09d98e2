/// Whether a profile may be processed for the objectives that a connection is linked to. One thread at a time.
///
/// Without objectives there is no restriction. Otherwise one objective must hold: not refused by the profile and, where it
/// needs opt-in, consented to. What it needs is decided by the profile's zone where that is one of the objective's, and by
/// the objective itself where it is not; of several zones of a profile one that needs opt-in decides.
public final class ConsentCheck {
  private struct Rule {
    var id: [UInt8]
    var needs: Objective.Needs
    var zones: [(id: [UInt8], needs: Objective.Needs)]
  }

  private let rules: [Rule]
  private let reader = DocumentReader(
    properties: [Objective.consentedProperty, Objective.refusedProperty, PrivacyZone.property])
  private let scratch = ByteBuffer(capacity: 64)

  /// - Parameter zones: those the store knows; an objective's zone that is not among them decides nothing.
  public init(objectives: [Objective], zones: [PrivacyZone]) {
    rules = objectives.map { objective in
      Rule(
        id: Array(objective.id.utf8), needs: objective.needs,
        zones: zones.filter { objective.zones.contains($0.id) }.map { (Array($0.id.lowercased().utf8), $0.needs) })
    }
  }

  /// `corruptDocument` where the document is not what a store writes.
  public func allows(document: UnsafeRawBufferPointer) throws -> Bool {
    guard !rules.isEmpty else { return true }
    try reader.read(document)
    return rules.contains { rule in !has(1, rule.id) && (needs(rule) == .optOut || has(0, rule.id)) }
  }

  private func needs(_ rule: Rule) -> Objective.Needs {
    var needs: Objective.Needs?
    for zone in rule.zones where needs != .optIn && isIn(zone.id) { needs = zone.needs }
    return needs ?? rule.needs
  }

  private func isIn(_ zone: [UInt8]) -> Bool {
    reader.values(2).contains { value in
      scratch.removeAll()
      value.withBytes { EmailText.appendFolded($0, to: scratch) }
      return zone.withUnsafeBytes { $0.hasBytes(of: scratch.bytes) }
    }
  }

  private func has(_ property: Int, _ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in reader.values(property).contains { $0.withBytes { $0.hasBytes(of: text) } } }
  }
}
