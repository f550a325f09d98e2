import Profiles

private struct TakenBack: Error {}

extension ProfileStore {
  /// As `write`, and then takes everything back: what a dry run sees is exact, and nothing is kept.
  func rehearse<Result>(_ body: (any ProfileWriter) throws -> Result) throws -> Result {
    var result: Result?
    do {
      try write { writer in
        result = try body(writer)
        throw TakenBack()
      }
    } catch is TakenBack {}
    return result!
  }
}
