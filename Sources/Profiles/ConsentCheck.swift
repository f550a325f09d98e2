/// Whether a profile may be processed for the objectives that a connection is linked to. One thread at a time.
///
/// Without objectives there is no restriction. Otherwise one objective must hold: an opt-in one that the profile consented
/// to, or an opt-out one that it consented to or did not refuse.
public final class ConsentCheck {
  public init(objectives: [Objective]) { fatalError("skeleton") }

  /// `corruptDocument` where the document is not what a store writes.
  public func allows(document: UnsafeRawBufferPointer) throws -> Bool { fatalError("skeleton") }
}
