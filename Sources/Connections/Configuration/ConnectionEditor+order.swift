extension ConnectionEditor {
  /// The next goal of the same kind, in either direction; nil at the end. Throws where there is no goal of this name.
  public func neighbour(of name: String, _ direction: Int) throws(ConnectionsError) -> String? {
    let kind = try goal(name).object?.first?.key
    let names = (file.options.json["goals"]?.array ?? []).filter { $0.object?.first?.key == kind }
      .compactMap { $0.object?.first.map { $0.value.string ?? $0.value.text } }
    guard let index = names.firstIndex(of: name), names.indices.contains(index + direction) else { return nil }
    return names[index + direction]
  }
}
