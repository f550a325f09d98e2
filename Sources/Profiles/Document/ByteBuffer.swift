import Foundation

/// Bytes that grow and are kept from row to row. Offsets stay right when it grows, pointers do not.
final class ByteBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 4096) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  func removeAll() { count = 0 }
  func truncate(to count: Int) { self.count = count }

  /// Room for `more` bytes behind the last; where they go. `count` grows with `commit`.
  @inline(__always)
  func reserve(_ more: Int) -> UnsafeMutableRawPointer {
    if count + more > capacity { grow(count + more) }
    return base + count
  }

  @inline(__always)
  func commit(_ more: Int) { count += more }

  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1).storeBytes(of: byte, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  func append(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress else { return }
    reserve(source.count).copyMemory(from: start, byteCount: source.count)
    count += source.count
  }

  /// Appends bytes of this buffer itself.
  func appendOwn(_ range: Range<Int>) {
    let target = reserve(range.count)
    target.copyMemory(from: base + range.lowerBound, byteCount: range.count)
    count += range.count
  }

  private func grow(_ needed: Int) {
    capacity = max(needed, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  subscript(from start: Int, to end: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[start..<end])
  }

  @inline(__always)
  func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
    count == other.count && (count == 0 || memcmp(baseAddress!, other.baseAddress!, count) == 0)
  }

  /// Whether the other's bytes, one at least, stand somewhere in these.
  func hasPart(_ other: UnsafeRawBufferPointer) -> Bool {
    var at = 0
    while count - at >= other.count {
      let candidates = count - at - other.count + 1
      guard let found = memchr(baseAddress! + at, Int32(other[0]), candidates) else { return false }
      at = UnsafeRawPointer(found) - baseAddress!
      if memcmp(found, other.baseAddress!, other.count) == 0 { return true }
      at += 1
    }
    return false
  }

  /// Without spaces, tabs and line ends around it.
  var trimmed: UnsafeRawBufferPointer {
    var start = 0
    var end = count
    while start < end, isASCIISpace(self[start]) { start += 1 }
    while end > start, isASCIISpace(self[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: self[start..<end])
  }
}

@inline(__always)
private func isASCIISpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
