/// Finds some properties' values in one profile's document after another.
///
/// Positions are predicted from the document before, so looking a property up costs one comparison as a rule.
/// One thread at a time.
public final class DocumentReader {
  /// - Parameter properties: names; a property is its index in them from now on.
  public init(properties: [String]) { fatalError("skeleton") }

  /// Borrows the document until the next `read`. `corruptDocument` where it is not what a store writes.
  public func read(_ document: UnsafeRawBufferPointer) throws { fatalError("skeleton") }

  /// The property's values; none where the document does not have it.
  public func values(_ property: Int) -> StoredValues { fatalError("skeleton") }
}
