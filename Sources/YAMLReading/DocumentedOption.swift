/// One option of a file. The sentence is the one that the reading asks with, so that what is documented is what is read.
public struct DocumentedOption: Sendable, Equatable {
  /// The mapping that has it, such as `an import_profiles goal`.
  public let of: String
  public let key: String
  public let sentence: String
}
