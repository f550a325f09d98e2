extension String {
  /// What a plugin says, as people may see it: made valid UTF-8, with a space for each control character, so that it can
  /// neither break a line nor command a terminal.
  init(foreign bytes: UnsafeRawBufferPointer) {
    self = String(decoding: bytes, as: UTF8.self)
    if unicodeScalars.contains(where: \.isControl) {
      self = String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
    }
  }

  /// The same of a terminated text in memory of this size.
  init(foreignTerminated memory: UnsafeRawBufferPointer) {
    self.init(foreign: UnsafeRawBufferPointer(rebasing: memory.prefix { $0 != 0 }))
  }
}

extension Unicode.Scalar {
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
