/// Whether a profile may be processed for the objectives that a connection is linked to. One thread at a time.
///
/// Without objectives there is no restriction. Otherwise one objective must hold: not refused by the profile and, where it
/// needs opt-in, consented to.
public final class ConsentCheck {
  private let objectives: [(objective: Objective, text: [UInt8])]
  private let reader = DocumentReader(properties: [Objective.consentedProperty, Objective.refusedProperty])

  public init(objectives: [Objective]) { self.objectives = objectives.map { ($0, Array($0.id.utf8)) } }

  /// `corruptDocument` where the document is not what a store writes.
  public func allows(document: UnsafeRawBufferPointer) throws -> Bool {
    guard !objectives.isEmpty else { return true }
    try reader.read(document)
    return objectives.contains { objective, text in
      !has(1, text) && (objective.needs == .optOut || has(0, text))
    }
  }

  private func has(_ property: Int, _ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in reader.values(property).contains { $0.withBytes { $0.hasBytes(of: text) } } }
  }
}
