/// A name in which `*` stands for any text and `?` for one character.
struct Glob {
  private let pattern: [UInt8]
  private let isName: Bool

  init(_ pattern: String) {
    self.pattern = Array(pattern.utf8)
    isName = !self.pattern.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  func matches(_ name: UnsafeRawBufferPointer) -> Bool {
    if isName { return pattern.count == name.count && pattern.elementsEqual(name) }
    var p = 0
    var n = 0
    // Where to go on after a mismatch: behind the last star, which then takes one byte more.
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        p += 1
        star = (p, n)
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") {
        p += 1
        n = Glob.nextCharacter(name, n)
      } else if p < pattern.count, pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        // A star never takes half a character: a continuation byte cannot begin what follows it.
        n = Glob.nextCharacter(name, last.name)
        p = last.pattern
        star = (p, n)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  private static func nextCharacter(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int {
    var next = index + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
