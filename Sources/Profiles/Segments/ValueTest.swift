import Foundation
import Records

/// A test made ready for one property's type. A profile passes where one of its values does.
enum ValueTest {
  case exists
  case empty
  /// Literals as documents have them.
  case oneOf([[UInt8]])
  /// E-mail addresses, case-folded.
  case oneAddress([[UInt8]])
  case contains([UInt8], isFolded: Bool, isPrefix: Bool)
  case matches(NSRegularExpression)
  case numbers(from: ExactDecimal?, isFromIncluded: Bool, to: ExactDecimal?, isToIncluded: Bool)
  case moments(ClosedRange<Int64>)

  /// `invalidDefinition` where the test does not fit the type.
  init(_ test: Condition.Test, type: Property.ValueType, now: Timestamp, path: String) throws {
    func refuse(_ message: String, _ hint: String? = nil) -> ProfilesError {
      ProfilesError(.invalidDefinition, message, hint: hint, path: path)
    }
    func moment(_ text: String) throws -> Int64 {
      var text = text
      guard let moment = text.withUTF8({ DateTimeText.read(UnsafeRawBufferPointer($0)) }) else {
        throw refuse("'\(text)' is no date", "write 2026-01-31 or 2026-01-31T08:00:00Z")
      }
      return moment
    }
    switch test {
    case .exists: self = .exists
    case .empty: self = .empty
    case .oneOf(let values):
      let buffer = ByteBuffer(capacity: 256)
      let literals = try values.map { value in
        var text = value
        buffer.removeAll()
        if type == .email {
          text.withUTF8 { EmailText.appendFolded(UnsafeRawBufferPointer($0), to: buffer) }
          return Array(buffer.bytes)
        }
        let result = text.withUTF8 {
          ValueEncoder().encodeLiteral(.text(UnsafeRawBufferPointer($0)), as: type, to: buffer)
        }
        guard result == .encoded else { throw refuse("'\(value)' is no value of type \(type.rawValue)") }
        return Array(buffer.bytes)
      }
      self = type == .email ? .oneAddress(literals) : .oneOf(literals)
    case .contains(let text), .startsWith(let text):
      guard type == .text || type == .email else { throw refuse("cannot look for a text in a \(type.rawValue)") }
      guard !text.isEmpty else { throw refuse("must not be empty") }
      let bytes = Array((type == .email ? text.lowercased() : text).utf8)
      if case .startsWith = test {
        self = .contains(bytes, isFolded: type == .email, isPrefix: true)
      } else {
        self = .contains(bytes, isFolded: type == .email, isPrefix: false)
      }
    case .matches(let pattern):
      guard type == .text || type == .email else { throw refuse("cannot match a pattern against a \(type.rawValue)") }
      guard let expression = try? NSRegularExpression(pattern: pattern) else {
        throw refuse("is no regular expression", "see ICU's syntax; mind that a backslash is written twice in quotes")
      }
      self = .matches(expression)
    case .range(let from, let to):
      if type == .dateTime {
        let lower = try from.map { try moment($0.value) + ($0.isIncluded ? 0 : 1) } ?? .min
        let upper = try to.map { try moment($0.value) - ($0.isIncluded ? 0 : 1) } ?? .max
        guard lower <= upper else { throw refuse("holds no moment: the bounds are the wrong way round") }
        self = .moments(lower...upper)
      } else if type.isNumeric {
        func number(_ bound: Condition.Bound) throws -> ExactDecimal {
          var text = bound.value
          guard case .number(let number) = text.withUTF8({ ExactDecimal.read(UnsafeRawBufferPointer($0)) }) else {
            throw refuse("'\(bound.value)' is no number")
          }
          return number
        }
        self = .numbers(
          from: try from.map(number), isFromIncluded: from?.isIncluded ?? true, to: try to.map(number),
          isToIncluded: to?.isIncluded ?? true)
      } else {
        throw refuse("cannot compare a \(type.rawValue) by size", "only numbers and dates can be")
      }
    case .withinLastDays(let days):
      guard type == .dateTime else { throw refuse("within_last_days needs a date, not a \(type.rawValue)") }
      self = .moments(now.microseconds - Int64(days) * 86_400_000_000...now.microseconds)
    }
  }

  /// - Parameter scratch: used for case folding.
  func passes(_ values: StoredValues, scratch: ByteBuffer) -> Bool {
    switch self {
    case .exists: !values.isEmpty
    case .empty: values.isEmpty
    case .oneOf(let literals):
      values.contains { value in literals.contains { $0.withUnsafeBytes { $0.hasBytes(of: value.literal) } } }
    case .oneAddress(let addresses):
      values.contains { value in
        scratch.removeAll()
        IdentifierKey.append(value, type: .email, to: scratch)
        return addresses.contains { $0.withUnsafeBytes { $0.hasBytes(of: scratch.bytes) } }
      }
    case .contains(let text, let isFolded, let isPrefix):
      values.contains { value in
        value.withBytes { bytes in
          var bytes = bytes
          if isFolded {
            scratch.removeAll()
            EmailText.appendFolded(bytes, to: scratch)
            bytes = scratch.bytes
          }
          return text.withUnsafeBytes { isPrefix ? bytes.starts(with: $0) : bytes.hasPart($0) }
        }
      }
    case .matches(let expression):
      values.contains { value in
        let text = value.text
        return expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
      }
    case .numbers(let from, let isFromIncluded, let to, let isToIncluded):
      values.contains { value in
        guard case .number(let number) = value.withBytes({ ExactDecimal.read($0) }) else { return false }
        if let from, number < from || (!isFromIncluded && number == from) { return false }
        if let to, to < number || (!isToIncluded && number == to) { return false }
        return true
      }
    case .moments(let range):
      values.contains { $0.withBytes { DateTimeText.read($0) }.map(range.contains) ?? false }
    }
  }
}
