import Foundation
import Mustache

/// What a page shows, by name, made once: the template engine would else go through all of a structure's properties for each
/// name it looks for, which takes five times as long as all the rest.
final class PageTree: MustacheParent {
  private let fields: [String: Any]

  private init(_ fields: [String: Any]) { self.fields = fields }

  /// A structure's properties by name; strings, numbers and booleans as they are. What is nil is there and nothing, so that
  /// nobody looks for the name further out.
  static func make(_ value: Any) -> Any {
    switch value {
    case is String, is Bool, is Int, is Int64, is Double: return value
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { make($0.value) } ?? NSNull()
    case .collection: return mirror.children.map { make($0.value) }
    case .struct:
      var fields: [String: Any] = [:]
      fields.reserveCapacity(mirror.children.count)
      for child in mirror.children { if let name = child.label { fields[name] = make(child.value) } }
      return PageTree(fields)
    default: return value
    }
  }

  func child(named name: String) -> Any? { fields[name] }
}
