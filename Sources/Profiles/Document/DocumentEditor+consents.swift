import Records

extension DocumentEditor {
  /// Nobody has consented to an objective and refused it at once. The later word counts: a new consent takes the refusal
  /// away, a refusal the consent; where both are said at the same time the refusal counts.
  func settleConsents(consented: Int, refused: Int) {
    // Room for both lists first, so that nothing moves while it is read.
    _ = scratch.reserve(current(consented).json.count + current(refused).json.count + 4)
    let (consents, refusals) = (current(consented), current(refused))
    guard consents.contains(where: { refusals.contains(literal: $0.literal) }) else { return }
    let newConsents = rewrite(consents) { refusals.contains(literal: $0) && !isLaterConsent($0, consented) }
    let newRefusals = rewrite(refusals) { consents.contains(literal: $0) && isLaterConsent($0, consented) }
    if let newConsents { change(consented, to: newConsents) }
    if let newRefusals { change(refused, to: newRefusals) }
  }

  private func isLaterConsent(_ objective: UnsafeRawBufferPointer, _ consented: Int) -> Bool {
    !reader.values(consented).contains(literal: objective)
      && !saidRefusals.contains { said in
        StoredValues(json: refusalsSaid.bytes[from: said.lowerBound, to: said.upperBound])
          .contains(literal: objective)
      }
  }

  /// Appends the list without some values to `scratch`; nil where it is the same, an empty range where nothing is left.
  private func rewrite(_ values: StoredValues, without isGone: (UnsafeRawBufferPointer) -> Bool) -> Range<Int>? {
    guard values.contains(where: { isGone($0.literal) }) else { return nil }
    let start = scratch.count
    scratch.append(UInt8(ascii: "["))
    for value in values where !isGone(value.literal) {
      if scratch.count > start + 1 { scratch.append(UInt8(ascii: ",")) }
      scratch.append(value.literal)
    }
    guard scratch.count > start + 1 else {
      scratch.truncate(to: start)
      return start..<start
    }
    scratch.append(UInt8(ascii: "]"))
    return start..<scratch.count
  }
}
