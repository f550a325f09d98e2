import Access

/// What stands around every page.
struct Frame: Sendable {
  struct Entry: Sendable {
    var label: String
    var path: String
    var icon: String
    var isCurrent: Bool
  }

  var title: String
  /// Nil where nobody is signed in.
  var user: String?
  var role: String
  var isOperator: Bool
  var isAdmin: Bool
  /// For every form.
  var csrf: String
  var navigation: [Entry]
  var notice: Notice?
  var version: String
  /// Where assets of this program's version are.
  var assets: String

  /// Title, path, icon.
  private static let sections = [
    ("Connections", "/connections", "connections"), ("Runs", "/runs", "runs"), ("Profiles", "/profiles", "profiles"),
    ("Segments", "/segments", "segments"), ("Lifecycles", "/lifecycles", "lifecycles"),
    ("Objectives", "/objectives", "objectives"), ("Groups", "/groups", "groups"),
    ("Properties", "/properties", "properties"), ("Event types", "/event-types", "events"),
    ("Plugins", "/plugins", "plugins"), ("Audit", "/audit", "audit"), ("Settings", "/settings", "settings"),
  ]

  init(_ page: any Page, _ visitor: Visitor?, notice: Notice?, version: String, assets: String) {
    title = page.title
    user = visitor?.name
    role = visitor?.role.rawValue ?? ""
    isOperator = visitor.map { $0.role >= .operator } ?? false
    let isAdmin = visitor?.role == .admin
    self.isAdmin = isAdmin
    csrf = visitor?.session?.csrf ?? ""
    navigation =
      visitor == nil
      ? []
      : Self.sections.filter { isAdmin || !["/audit", "/settings"].contains($0.1) }.map {
        Entry(label: $0.0, path: $0.1, icon: $0.2, isCurrent: $0.1 == page.section)
      }
    self.notice = notice
    self.version = version
    self.assets = assets
  }
}
