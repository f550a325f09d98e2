/// Where a processor runs. The results are the same.
public enum Placement: String, Sendable, Codable, CaseIterable {
  /// In a process of its own, in a sandbox. A crash, a hang or an invalid answer costs the poison record.
  case worker
  /// In Millrace itself, for files that an operator trusted by their SHA-256. A crash there ends Millrace.
  case inProcess = "in_process"
}
