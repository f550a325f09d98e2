import Hummingbird
import NIOCore
import Records

/// What a handler answers.
enum Answer: Sendable {
  /// A page: the template of this name with what it shows.
  case page(any Page, status: HTTPResponse.Status = .ok)
  /// Another page of the console, with what to tell there.
  case redirect(String, notice: Notice? = nil)
  /// A file to keep.
  case download(String, name: String, type: String)
  case json(JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
  /// What comes bit by bit.
  case stream(type: String, AsyncStream<ByteBuffer>)
}

/// What one page shows. Its properties are what its template calls by name, so they are strings, numbers, booleans, and
/// structs, arrays and optionals of them.
protocol Page: Sendable {
  /// Of the template, without `.mustache`.
  static var template: String { get }
  /// What the browser calls it.
  var title: String { get }
  /// The path of the navigation's entry that this page belongs to.
  var section: String { get }
}

/// Told once, on the next page.
struct Notice: Sendable, Equatable {
  enum Kind: String, Sendable { case done, failed }
  var kind: Kind
  var text: String
  /// Stored, since templates see nothing else.
  let isFailure: Bool

  init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
    isFailure = kind == .failed
  }

  static func done(_ text: String) -> Notice { Notice(kind: .done, text: text) }
  static func failed(_ text: String) -> Notice { Notice(kind: .failed, text: text) }
}
