/// A decimal number, `mantissa` × 10^`exponent`, without trailing zeros in the mantissa: equal numbers have one spelling.
public struct ExactDecimal: Equatable, Sendable {
  public var mantissa: Int128
  public var exponent: Int

  public static let zero = ExactDecimal(mantissa: 0, exponent: 0)
  public static let digitLimit = 36
  private static let exponentLimit = 400
  /// Bytes that `write` needs at most.
  public static let capacity = 64

  /// Whether it has no fraction.
  public var isWhole: Bool { exponent >= 0 }

  public enum Reading: Sendable {
    case number(ExactDecimal)
    case notANumber
    case tooLong
  }

  /// Reads what JSON calls a number, and `+1`, `007`, `.5`, `1.` as people write them.
  public static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
    var at = 0
    var isNegative = false
    if at < bytes.count, bytes[at] == 0x2D || bytes[at] == 0x2B {
      isNegative = bytes[at] == 0x2D
      at += 1
    }
    var mantissa: Int128 = 0
    var exponent = 0
    var digits = 0
    var pendingZeros = 0
    var isFraction = false
    var hasDigits = false
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x2E, !isFraction {
        isFraction = true
      } else if (0x30...0x39).contains(byte) {
        hasDigits = true
        if isFraction { exponent -= 1 }
        if byte == 0x30 {
          pendingZeros += 1
        } else {
          // Zeros count only between other digits; those at the end go to the exponent.
          if mantissa == 0 { pendingZeros = 0 }
          digits += pendingZeros + 1
          guard digits <= digitLimit else { return tooLongOrNoNumber(bytes, from: at) }
          for _ in 0..<pendingZeros { mantissa *= 10 }
          pendingZeros = 0
          mantissa = mantissa * 10 + Int128(byte - 0x30)
        }
      } else {
        break
      }
      at += 1
    }
    guard hasDigits else { return .notANumber }
    if at < bytes.count {
      guard bytes[at] | 0x20 == 0x65, let power = readExponent(UnsafeRawBufferPointer(rebasing: bytes[(at + 1)...]))
      else {
        return .notANumber
      }
      exponent += power
    }
    guard mantissa != 0 else { return .number(.zero) }
    exponent += pendingZeros
    guard abs(exponent) <= exponentLimit else { return .tooLong }
    return .number(ExactDecimal(mantissa: isNegative ? -mantissa : mantissa, exponent: exponent))
  }

  private static func tooLongOrNoNumber(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Reading {
    bytes[start...].allSatisfy(JSONText.isNumberByte) ? .tooLong : .notANumber
  }

  /// Saturates far beyond what is accepted.
  private static func readExponent(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let hasSign = !bytes.isEmpty && (bytes[0] == 0x2D || bytes[0] == 0x2B)
    guard bytes.count > (hasSign ? 1 : 0) else { return nil }
    var value = 0
    for byte in bytes[(hasSign ? 1 : 0)...] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = min(value * 10 + Int(byte - 0x30), 1_000_000)
    }
    return hasSign && bytes[0] == 0x2D ? -value : value
  }

  /// The exact sum; nil where it has too many digits.
  public func adding(_ other: ExactDecimal) -> ExactDecimal? {
    if mantissa == 0 { return other }
    if other.mantissa == 0 { return self }
    let low = min(exponent, other.exponent)
    guard let a = scaled(to: low), let b = other.scaled(to: low) else { return nil }
    var sum = a + b
    guard sum != 0 else { return .zero }
    var exponent = low
    while sum % 10 == 0 {
      sum /= 10
      exponent += 1
    }
    guard sum.magnitude < Self.limit, abs(exponent) <= Self.exponentLimit else { return nil }
    return ExactDecimal(mantissa: sum, exponent: exponent)
  }

  private static let limit: UInt128 = (0..<digitLimit).reduce(1) { power, _ in power * 10 }

  private func scaled(to exponent: Int) -> Int128? {
    var mantissa = mantissa
    for _ in exponent..<max(exponent, self.exponent) {
      guard mantissa.magnitude < Self.limit / 10 else { return nil }
      mantissa *= 10
    }
    return mantissa
  }

  public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool {
    if (a.mantissa < 0) != (b.mantissa < 0) || a.mantissa == 0 || b.mantissa == 0 { return a.mantissa < b.mantissa }
    let aSize = a.digitCount + a.exponent
    let bSize = b.digitCount + b.exponent
    if aSize != bSize { return (aSize < bSize) == (a.mantissa > 0) }
    // The same size: at most `digitLimit` digits apart, so scaling fits.
    var (left, right) = (a.mantissa, b.mantissa)
    for _ in b.exponent..<max(b.exponent, a.exponent) { left *= 10 }
    for _ in a.exponent..<max(a.exponent, b.exponent) { right *= 10 }
    return left < right
  }

  private var digitCount: Int {
    var count = 0
    var rest = mantissa.magnitude
    while rest != 0 {
      rest /= 10
      count += 1
    }
    return count
  }

  /// Writes the shortest plain spelling, `-0.05`; numbers of more than 40 places as `15e299`. Answers the bytes written.
  public func write(to target: UnsafeMutableRawPointer) -> Int {
    var written = 0
    func put(_ byte: UInt8) {
      target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
      written += 1
    }
    guard mantissa != 0 else {
      put(0x30)
      return written
    }
    if mantissa < 0 { put(0x2D) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { digits in
      var first = 40
      var rest = mantissa.magnitude
      while rest != 0 {
        first -= 1
        digits[first] = 0x30 + UInt8(rest % 10)
        rest /= 10
      }
      let count = 40 - first
      let whole = count + exponent
      if exponent >= 0, whole <= 40 {
        for index in first..<40 { put(digits[index]) }
        for _ in 0..<exponent { put(0x30) }
      } else if exponent < 0, whole > 0 {
        for index in 0..<count {
          if index == whole { put(0x2E) }
          put(digits[first + index])
        }
      } else if exponent < 0, -exponent <= 40 {
        put(0x30)
        put(0x2E)
        for _ in whole..<0 { put(0x30) }
        for index in first..<40 { put(digits[index]) }
      } else {
        for index in first..<40 { put(digits[index]) }
        put(0x65)
        for byte in String(exponent).utf8 { put(byte) }
      }
    }
    return written
  }

  /// Whether the bytes are already the spelling that `write` gives; false where that is not clear at a glance.
  @inlinable @inline(__always)
  public static func isShortest(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard (1...20).contains(bytes.count) else { return false }
    var at = bytes[0] == 0x2D ? 1 : 0
    guard at < bytes.count else { return false }
    let first = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    guard at > first, bytes[first] != 0x30 || at == first + 1 else { return false }
    if at == bytes.count { return bytes[first] != 0x30 || first == 0 }
    guard bytes[at] == 0x2E, at + 1 < bytes.count, bytes[bytes.count - 1] != 0x30 else { return false }
    return bytes[(at + 1)...].allSatisfy { (0x30...0x39).contains($0) }
  }
}
