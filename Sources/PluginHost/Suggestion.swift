/// The candidate that was probably meant, in words to append to a message: `; did you mean 'fields'?`, or nothing.
func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
  let limit = max(1, word.count / 3)
  let nearest = candidates.map { ($0, editDistance(word, $0)) }.filter { $0.1 <= limit }.min { $0.1 < $1.1 }
  return nearest.map { "; did you mean '\($0.0)'?" } ?? ""
}

/// Insertions, deletions and replacements of characters between two words.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (x == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
