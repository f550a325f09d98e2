/// Changes one profile's document after another by mappings' values: `begin`, `apply` for each mapping, `finish`.
///
/// Works on bytes in buffers that it keeps: nothing is allocated for a row. One thread at a time.
public final class DocumentEditor {
  public let properties: [Property]

  /// - Parameter properties: those that may be changed; a property is its index in them from now on.
  public init(properties: [Property]) {
    self.properties = properties
    fatalError("skeleton")
  }

  /// Starts a new profile.
  public func begin() { fatalError("skeleton") }

  /// Starts from a stored document, which is copied. `corruptDocument` where it is not what a store writes.
  public func begin(_ document: UnsafeRawBufferPointer) throws { fatalError("skeleton") }

  /// One mapping's value. What is refused leaves the property as it was.
  @discardableResult
  public func apply(_ property: Int, _ strategy: Strategy, _ value: PropertyValue) -> ApplyOutcome {
    fatalError("skeleton")
  }

  /// Completes `document`; whether it differs from the one begun with. Further calls answer the same.
  @discardableResult
  public func finish() -> Bool { fatalError("skeleton") }

  /// The edited document, after `finish`, until the next `begin`.
  public var document: UnsafeRawBufferPointer { fatalError("skeleton") }

  /// After `finish`: the values that identifier properties lost (`isAdded` false) and gained, as `IdentifierKey` makes them.
  public func forEachIdentifierChange(
    _ body: (_ property: Property, _ key: UnsafeRawBufferPointer, _ isAdded: Bool) throws -> Void
  ) rethrows {
    fatalError("skeleton")
  }
}
