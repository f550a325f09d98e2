import Profiles
import Records

extension RecordMapper {
  /// Applies the row's mappings in the editor; what they change in the document, and what they would not take. `nil`:
  /// something new. `level` is the profile's, and `complete` is called before the editor finishes. What stands in the editor then is the outcome.
  func changes(
    _ row: Int, of document: UnsafeRawBufferPointer?, at level: PermissionLevel = .personal,
    complete: () -> Void = {}
  ) throws -> [Preview.Change] {
    let names = properties.all.map(\.name)
    let reader = DocumentReader(properties: names)
    func values() -> [[String]] { names.indices.map { reader.values($0).map(\.text) } }
    var old = names.map { _ in [String]() }
    if let document {
      try reader.read(document)
      old = values()
    }
    var refusals: [Int: String] = [:]
    apply(row, withSums: true, at: level) { mapping, outcome in
      if outcome.isRefusal, let property = properties.ofMapping[mapping] {
        refusals[property] = Self.words(for: outcome)
      }
    }
    complete()
    editor.finish()
    try reader.read(editor.document)
    let new = values()
    return names.indices.filter { old[$0] != new[$0] || refusals[$0] != nil }.map { index in
      let mapping = zip(mappings, properties.ofMapping).first { $0.1 == index }?.0
      return Preview.Change(
        name: names[index], strategy: mapping?.strategy, old: old[index], new: new[index], refusal: refusals[index])
    }
  }

  private static func words(for outcome: ApplyOutcome) -> String {
    switch outcome {
    case .notANumber: "not a number"
    case .tooLong: "too long"
    default: "does not fit the property's type"
    }
  }
}
