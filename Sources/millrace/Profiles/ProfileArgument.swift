import ArgumentParser
import Profiles

/// The profile that a command is about: its id, or the value of one of its identifiers.
struct ProfileArgument: ParsableArguments {
  @Argument(help: "A profile's id, or the value of an identifier such as its e-mail address.")
  var profile: String

  /// Throws ``ProfilesError`` where there is none, or more than one.
  func find(in reader: any ProfileReader) throws -> ProfileID {
    let matches = try reader.profiles(named: profile, limit: 5)
    if let first = matches.first {
      // An id is nobody else's; else the first identifier that finds somebody decides.
      let found = first.property == nil ? [first] : matches.filter { $0.property == first.property }
      if found.count == 1 { return first.id }
      throw ProfilesError(
        .conflict, "several profiles have this \(first.property!)",
        hint: "name one by its id: \(found.map(\.id.description).joined(separator: ", "))")
    }
    throw ProfilesError(
      .notFound, "there is no profile '\(profile)'", hint: "'millrace profile list' shows some")
  }
}
