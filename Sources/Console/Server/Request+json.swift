import Hummingbird
import NIOCore
import Records

extension Request {
  /// A longer body is refused.
  private static let bodyLimit = 256 << 10
  /// A body that takes longer to come is not waited for.
  private static let bodySeconds = 10

  /// The body as a JSON object. Throws ``ConsoleError``.
  func object() async throws -> JSONValue {
    let bytes = try await bytes(upTo: Self.bodyLimit)
    let value = bytes.readableBytesView.withUnsafeBytes { try? JSONValue(parsing: $0) }
    guard let value, value.object != nil else {
      throw ConsoleError(.badRequest, "the request's body is not a JSON object")
    }
    return value
  }

  /// The whole body. Throws ``ConsoleError`` where it is larger, or does not come.
  func bytes(upTo limit: Int) async throws -> ByteBuffer {
    let body = body
    return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
      group.addTask {
        do {
          return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
          throw ConsoleError(.tooLarge, "the request is larger than \(limit >> 10) kB")
        }
      }
      group.addTask {
        try await Task.sleep(for: .seconds(Self.bodySeconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let bytes = first else {
        throw ConsoleError(.timeout, "the request did not come within \(Self.bodySeconds) s")
      }
      return bytes
    }
  }
}

extension JSONValue {
  /// Throws ``ConsoleError`` for a member that is none of these.
  func allow(_ keys: String...) throws(ConsoleError) {
    for member in object ?? [] where !keys.contains(member.key) {
      throw ConsoleError(
        .badRequest, "there is no '\(member.key)'", hint: Suggestion.hint(for: member.key, among: keys))
    }
  }

  /// The member, or nil where it is absent or null. Throws ``ConsoleError`` where it is of another kind.
  func optional<Value>(_ key: String, _ kind: String, _ read: (JSONValue) -> Value?) throws(ConsoleError) -> Value? {
    guard let value = self[key], value != .null else { return nil }
    guard let value = read(value) else { throw ConsoleError(.badRequest, "'\(key)' must be \(kind)") }
    return value
  }
}
