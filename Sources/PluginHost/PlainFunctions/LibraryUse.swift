/// What a manifest uses of a C library, for people who want to compare it with the library's header.
public struct LibraryUse: Sendable {
  public struct Function: Sendable {
    /// The processor that it is for; nil for a setup call.
    public let processor: String?
    /// As a C header would declare it.
    public let signature: String
    /// Every symbol that the call needs, its own first.
    public let symbols: [String]
  }

  /// Soname or absolute path.
  public let library: String
  /// The library's file must have this hash; nil: any will do.
  public let sha256: String?
  /// Setup calls first.
  public let functions: [Function]

  init(_ manifest: FunctionManifest) {
    library = manifest.library
    sha256 = manifest.sha256
    functions =
      manifest.setup.map {
        Function(
          processor: nil, signature: $0.function.signature,
          symbols: $0.function.symbols + ($0.release.map { [$0] } ?? []))
      }
      + manifest.processors.map {
        Function(processor: $0.id, signature: $0.function.signature, symbols: $0.function.symbols)
      }
  }
}
