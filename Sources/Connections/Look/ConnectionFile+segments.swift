import Profiles
import Records
import YAMLReading

extension ConnectionFile {
  /// Warnings for segments that the store does not have, each at its place: they may come later. Empty where the file has
  /// errors.
  public func unknownSegments(_ reader: any ProfileReader) throws -> [Diagnostic] {
    let known = try reader.segments().map(\.id)
    return (connection?.goals ?? []).compactMap { goal in
      guard case .exportProfiles(let goal) = goal, !known.contains(goal.segment) else { return nil }
      return Diagnostic(
        file: name, position: goal.segmentPosition, severity: .warning,
        message: "there is no segment '\(goal.segment)' yet",
        hint: Suggestion.question(for: goal.segment, among: known) ?? "'millrace segment apply' makes it")
    }
  }
}
