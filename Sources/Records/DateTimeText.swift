/// Dates and times as text: ISO 8601 in UTC.
public enum DateTimeText {
  /// Bytes that `write` needs at most.
  public static let capacity = 32
  private static let day: Int64 = 86_400_000_000
  /// 0001-01-01 to the end of 9999.
  private static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// Writes `2026-01-31T08:00:00Z`, with the fraction where there is one; answers the bytes written.
  /// A moment outside the years 1 to 9999 is written as the nearest one inside.
  public static func write(_ microseconds: Int64, to buffer: UnsafeMutableRawPointer) -> Int {
    let moment = min(max(microseconds, range.lowerBound), range.upperBound)
    var days = moment / day
    var rest = moment % day
    if rest < 0 {
      rest += day
      days -= 1
    }
    let (year, month, dayOfMonth) = date(ofDay: days)
    var written = 0
    func put(_ byte: UInt8) {
      buffer.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
      written += 1
    }
    func put(_ value: Int64, digits: Int) {
      var divisor: Int64 = 1
      for _ in 1..<digits { divisor *= 10 }
      for _ in 0..<digits {
        put(0x30 + UInt8(value / divisor % 10))
        divisor /= 10
      }
    }
    put(year, digits: 4)
    put(0x2D)
    put(month, digits: 2)
    put(0x2D)
    put(dayOfMonth, digits: 2)
    put(UInt8(ascii: "T"))
    let seconds = rest / 1_000_000
    put(seconds / 3600, digits: 2)
    put(0x3A)
    put(seconds / 60 % 60, digits: 2)
    put(0x3A)
    put(seconds % 60, digits: 2)
    var fraction = rest % 1_000_000
    if fraction != 0 {
      put(0x2E)
      var divisor: Int64 = 100_000
      while fraction != 0 {
        put(0x30 + UInt8(fraction / divisor))
        fraction %= divisor
        divisor /= 10
      }
    }
    put(UInt8(ascii: "Z"))
    return written
  }

  /// Microseconds since 1970 UTC; nil where it is no date. Understands `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss` and
  /// `yyyy-MM-ddTHH:mm:ss`, each time with a fraction (read to the microsecond), and `Z`, `±HH:mm` or `±HHmm`, a space
  /// before it allowed; without a zone it is UTC.
  public static func read(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    var at = 0
    func number(_ digits: Int) -> Int64? {
      guard at + digits <= bytes.count else { return nil }
      var value: Int64 = 0
      for index in at..<at + digits {
        guard (0x30...0x39).contains(bytes[index]) else { return nil }
        value = value * 10 + Int64(bytes[index] - 0x30)
      }
      at += digits
      return value
    }
    func skip(_ byte: Unicode.Scalar) -> Bool {
      guard at < bytes.count, bytes[at] == UInt8(ascii: byte) else { return false }
      at += 1
      return true
    }
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let dayOfMonth = number(2),
      year >= 1, (1...12).contains(month), dayOfMonth >= 1, dayOfMonth <= length(ofMonth: month, year: year)
    else { return nil }
    var moment = days(year, month, dayOfMonth) * day
    guard at < bytes.count else { return moment }

    guard skip("T") || skip(" "), let hour = number(2), skip(":"), let minute = number(2), skip(":"),
      let second = number(2), hour < 24, minute < 60, second < 60
    else { return nil }
    moment += (hour * 3600 + minute * 60 + second) * 1_000_000
    // Iterable has been seen to write two fractions, `34.134105.000Z`; the second says nothing.
    var scale: Int64 = 100_000
    while skip(".") {
      let first = at
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
        moment += Int64(bytes[at] - 0x30) * scale
        scale /= 10
        at += 1
      }
      guard at > first else { return nil }
      scale = 0
    }
    guard at < bytes.count else { return moment }

    _ = skip(" ")
    if skip("Z") { return at == bytes.count ? moment : nil }
    guard at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D else { return nil }
    let sign: Int64 = bytes[at] == 0x2B ? -1 : 1
    at += 1
    guard let zoneHours = number(2) else { return nil }
    _ = skip(":")
    guard let zoneMinutes = number(2), zoneHours < 24, zoneMinutes < 60, at == bytes.count else { return nil }
    moment += sign * (zoneHours * 60 + zoneMinutes) * 60_000_000
    return range.contains(moment) ? moment : nil
  }

  private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is the last.
  private static func days(_ year: Int64, _ month: Int64, _ dayOfMonth: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(ofDay days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
