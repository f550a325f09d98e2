import ArgumentParser
import Records

/// An option whose value is JSON.
enum JSONOption {
  /// Throws a `ValidationError` that names the option.
  static func parse(_ text: String, _ option: String) throws -> JSONValue {
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw ValidationError("\(option) is not JSON: \(error)")
    }
  }
}
