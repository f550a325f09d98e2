/// Millrace's own version: what `--version` prints and plugins are told.
enum Version {
  static let current = "0.1.0"
}
