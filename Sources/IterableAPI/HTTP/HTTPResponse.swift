/// One answer, whole: a cut-off one never becomes a response.
struct HTTPResponse: Sendable {
  var status = 0
  /// Names in lower case, in the order of arrival.
  var headers: [(name: String, value: String)] = []
  /// Empty when the body went to a spool.
  var body: [UInt8] = []
  /// False when only the connection's close marked the body's end, so that a cut cannot be told from an end.
  var endIsMarked = true

  func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }

  var isSuccess: Bool { (200..<300).contains(status) }
}
