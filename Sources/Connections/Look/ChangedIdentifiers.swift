import Foundation
import Profiles
import Records

/// Records whose identifier the processors of an import changed, so that an export of the same connection would name the
/// user by another one than Iterable knows, and make a second user there.
struct ChangedIdentifiers {
  let goal: ExportProfilesGoal
  let pair: LinkPair
  let records: Int
  let changed: Int

  /// The first export goal of the connection for which some record is changed; nil where none is.
  init?(of goal: ImportProfilesGoal, behind sample: ChainSample, in connection: Connection) {
    let passed = sample.passed
    for case .exportProfiles(let export) in connection.goals where export.active {
      for pair in export.deciding(for: connection.iterable.projectType) {
        let sources = goal.fields(for: pair.property)
        let changed = passed.count { record in
          guard let known = record.before.text(of: pair.field) else { return false }
          guard let behind = sources.lazy.compactMap({ record.behind.text(of: $0) }).first else { return false }
          return pair.field == "email" ? !Self.isSameAddress(known, behind) : known != behind
        }
        guard changed > 0 else { continue }
        (self.goal, self.pair, self.records, self.changed) = (export, pair, passed.count, changed)
        return
      }
    }
    return nil
  }

  var message: String {
    "\(changed) of \(records) sample records come out of the processors with another '\(pair.field)' than Iterable knows "
      + "their user by; export goal '\(goal.name)' links by property '\(pair.property)', and would make new users there"
  }

  static let hint =
    "keep the identifier as it came: let the processors change a copy of it, or link the export by another identifier"

  /// Iterable takes addresses that differ in case for one.
  private static func isSameAddress(_ one: String, _ other: String) -> Bool {
    func folded(_ text: String) -> String { text.lowercased().trimmingCharacters(in: .whitespaces) }
    return folded(one) == folded(other)
  }
}

extension ImportProfilesGoal {
  /// The fields that fill the property, those of the link first.
  fileprivate func fields(for property: String) -> [String] {
    link.filter { $0.property == property }.map(\.field) + mappings.filter { $0.property == property }.map(\.field)
  }
}

extension ExportProfilesGoal {
  /// The pair by which Iterable finds the user: of several, the project's type says which.
  fileprivate func deciding(for type: IterableProject.ProjectType) -> [LinkPair] {
    guard link.count > 1 else { return link }
    return link.filter { ($0.field == "email") == (type == .email) }
  }
}

extension Preview.Stage {
  /// Nil where the field is not there, or is no text or number.
  fileprivate func text(of field: String) -> String? {
    guard let value = fields.first(where: { $0.name == field })?.value else { return nil }
    return value.string ?? (value.array == nil && value.object == nil && value != .null ? value.text : nil)
  }
}
