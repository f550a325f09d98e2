import ArgumentParser
import Profiles

/// The profile that a command is about: its id, or the value of one of its identifiers.
struct ProfileArgument: ParsableArguments {
  @Argument(help: "A profile's id, or the value of an identifier such as its e-mail address.")
  var profile: String

  /// Throws ``ProfilesError`` where there is none, or more than one.
  func find(in reader: any ProfileReader) throws -> ProfileID {
    var found: [ProfileID] = []
    if let number = Int64(profile), try reader.withProfile(ProfileID(rawValue: number), { found = [$0.id] }) {
      return found[0]
    }
    let key = IdentifierKey()
    var text = profile
    for property in try reader.properties() where property.isIdentifier {
      try text.withUTF8 { bytes in
        guard let key = key.key(of: .text(UnsafeRawBufferPointer(bytes)), type: property.type) else { return }
        try reader.findProfiles(by: property.name, key: key, limit: 5, into: &found)
      }
      if found.count == 1 { return found[0] }
      guard found.isEmpty else {
        throw ProfilesError(
          .conflict, "several profiles have this \(property.name)",
          hint: "name one by its id: \(found.map(\.description).joined(separator: ", "))")
      }
    }
    throw ProfilesError(
      .notFound, "there is no profile '\(profile)'", hint: "'millrace profile list' shows some")
  }
}
