import Foundation

/// The lock list: what an operator allowed plugin files, each by the SHA-256 of its bytes, so that another build is
/// another file. JSON that people can read; lists of before, lines of `sha256  name`, are read too and become JSON with
/// the next change.
///
/// Thread: any, and any process.
public struct TrustList: Sendable {
  public let url: URL

  public init(url: URL) { self.url = url }

  private struct Stored: Codable {
    var format = 1
    var plugins: [TrustRecord]
  }

  /// Every record; none where there is no file. Throws ``PluginHostError``: `file`, or `exposed` where others may write it.
  public func records() throws -> [TrustRecord] { try records(in: SharedFile(url: url).read()) }

  /// Lets `change` have all records, and keeps those that allow anything. `before` is called when it is sure what will be
  /// written, and nothing is written where it throws. Throws ``PluginHostError`` and what the two throw.
  func update(_ change: (inout [TrustRecord]) throws -> Void, before: ([TrustRecord]) throws -> Void) throws {
    try SharedFile(url: url).update { data in
      let old = try records(in: data)
      var records = old
      try change(&records)
      records.removeAll(where: \.isEmpty)
      guard records != old else { return nil }
      try before(records)
      records.sort { ($0.plugin ?? $0.file, $0.sha256) < ($1.plugin ?? $1.file, $1.sha256) }
      return try SharedFile.json(Stored(plugins: records))
    }
  }

  private func records(in data: Data?) throws -> [TrustRecord] {
    guard let data, !data.isEmpty else { return [] }
    guard data.first == UInt8(ascii: "{") else { return try records(inLines: String(decoding: data, as: UTF8.self)) }
    return try SharedFile(url: url).decode(Stored.self, from: data).plugins
  }

  private func records(inLines text: String) throws -> [TrustRecord] {
    try text.split(separator: "\n").enumerated().map { index, line in
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard let sha256 = parts.first, sha256.count == 64, sha256.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
        throw PluginHostError(.file, "\(url.path):\(index + 1): expected a SHA-256 and a name")
      }
      var record = TrustRecord(
        sha256: String(sha256), file: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
      record.isTrusted = true
      return record
    }
  }
}

extension SharedFile {
  static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + Data("\n".utf8)
  }

  private struct Format: Codable { var format: Int }

  /// Throws ``PluginHostError`` with code `file` where it is not in the form that this Millrace writes.
  func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    if let format = try? decoder.decode(Format.self, from: data), format.format != 1 {
      throw PluginHostError(
        .file, "\(url.path) has the format \(format.format), this Millrace reads 1",
        hint: "a newer Millrace wrote it; use that one")
    }
    do {
      return try decoder.decode(type, from: data)
    } catch {
      throw PluginHostError(
        .file, "\(url.path) cannot be read: it is not as Millrace wrote it", hint: "restore it, or remove it")
    }
  }
}
