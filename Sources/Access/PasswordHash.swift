import Crypto
import CryptoExtras
import Foundation
import Synchronization

/// What is kept of a password: scrypt with a salt of its own, written as `scrypt$15$8$3$SALT$HASH` with the cost beside it, so
/// that it can be raised later.
///
/// Source of the cost: OWASP's Password Storage Cheat Sheet, N = 2^15, r = 8, p = 3.
struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
  private let logRounds: Int
  private let blockSize: Int
  private let parallelism: Int
  private let salt: Data
  private let hash: Data

  private static let length = 32
  private static let cost = (logRounds: 15, blockSize: 8, parallelism: 3)
  /// Each takes its memory and a core: more at once would be an attack.
  private static let turns = DispatchSemaphore(value: 2)

  /// Blocks for about a tenth of a second.
  init(of password: String) throws(AccessError) {
    (logRounds, blockSize, parallelism) = Self.cost
    salt = Data(Randomness.bytes(16))
    hash = try Self.derive(password, salt, logRounds, blockSize, parallelism)
  }

  /// Nil for what is not written so.
  init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "scrypt", let logRounds = Int(parts[1]), let blockSize = Int(parts[2]),
      let parallelism = Int(parts[3]), let salt = Data(base64Encoded: String(parts[4])),
      let hash = Data(base64Encoded: String(parts[5])), (10...20).contains(logRounds), (1...16).contains(blockSize),
      (1...16).contains(parallelism), hash.count == Self.length
    else { return nil }
    self.logRounds = logRounds
    self.blockSize = blockSize
    self.parallelism = parallelism
    self.salt = salt
    self.hash = hash
  }

  var description: String {
    "scrypt$\(logRounds)$\(blockSize)$\(parallelism)$\(salt.base64EncodedString())$\(hash.base64EncodedString())"
  }

  /// Blocks for about a tenth of a second, whatever the answer.
  func matches(_ password: String) -> Bool {
    guard let other = try? Self.derive(password, salt, logRounds, blockSize, parallelism) else { return false }
    return Randomness.isEqual(hash, other)
  }

  /// Costs as much as trying a password, for names that nobody has.
  static func waste(_ password: String) {
    _ = try? derive(password, Data(count: 16), cost.logRounds, cost.blockSize, cost.parallelism)
  }

  private static func derive(
    _ password: String, _ salt: Data, _ logRounds: Int, _ blockSize: Int, _ parallelism: Int
  ) throws(AccessError) -> Data {
    turns.wait()
    defer { turns.signal() }
    do {
      // One text has one form, however its letters were typed.
      let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
      let key = try KDF.Scrypt.deriveKey(
        from: bytes, salt: salt, outputByteCount: length, rounds: 1 << logRounds, blockSize: blockSize,
        parallelism: parallelism)
      return key.withUnsafeBytes { Data($0) }
    } catch {
      throw AccessError(.invalid, "the password cannot be hashed: the machine has too little memory")
    }
  }
}
