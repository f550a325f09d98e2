import Records

/// One step on the way to a value in a JSON text.
enum JSONStep {
  case member(String)
  case element(Int)
}

extension JSONCursor {
  /// The byte at which the value stands; where it does not, of the one that is nearest to it on the way.
  static func offset(of path: [JSONStep], in json: UnsafeRawBufferPointer) -> Int {
    var cursor = JSONCursor(json)
    var nearest = 0
    do {
      _ = try cursor.peek()
      for step in path {
        nearest = cursor.offset
        guard try cursor.enter(step) else { return nearest }
      }
      return cursor.offset
    } catch {
      return nearest
    }
  }

  private mutating func enter(_ step: JSONStep) throws -> Bool {
    switch (step, try peek()) {
    case (.member(let wanted), .object):
      try beginObject()
      while let name = try nextMember() {
        if String(decoding: name, as: UTF8.self) == wanted {
          _ = try peek()
          return true
        }
        try skipValue()
      }
    case (.element(let wanted), .list):
      try beginList()
      var index = 0
      while try nextElement() {
        if index == wanted {
          _ = try peek()
          return true
        }
        index += 1
        try skipValue()
      }
    default: break
    }
    return false
  }
}
