import Foundation

/// The connection that is put to torture.
enum Goals {
  static func imports(_ place: Place) -> String {
    """
    connection: tortured
    iterable: { base_url: "\(place.address)", api_key: "${env:ITERABLE_API_KEY}", download: direct }
    goals:
      - import_profiles: subscribers
        source: all
        processors:
          - plugin: normalize-email
            config: { fields: [email], on_invalid: reject }
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name }
          - { field: favouriteColours, property: colours, strategy: add }
          - { field: points, property: points, strategy: sum }

    """
  }

  static func exports(_ place: Place, segment: String, more: String = "") -> String {
    """
    connection: tortured
    iterable: { base_url: "\(place.address)", api_key: "${env:ITERABLE_API_KEY}" }
    goals:
      - export_profiles: audience
        segment: \(segment)
        lists: [{ list: Test group, clean_up: true }]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: first_name }, field: storeName }
          - { from: { property: points }, field: storePoints }
    \(more)
    """
  }

  static let segments = """
    segment: %
    name: Some
    where: { property: points, # }
    """

  /// A store without anything in it but what the connection needs.
  static func prepareImport(_ place: Place) throws {
    for (name, type) in [("first_name", "text"), ("points", "number")] {
      try place.millrace("property", "add", name, "--type", type)
    }
    try place.write(imports(place), to: "import.yaml")
  }

  /// A store whose profiles were exported: many of them have left the segment since, others have come, and all
  /// have a new value.
  static func prepareExport(_ place: Place) throws {
    try prepareImport(place)
    for (name, test) in [("low", "less_than: 6000"), ("high", "greater_than: 3000")] {
      let text = segments.replacing("%", with: name).replacing("#", with: test)
      try place.millrace("segment", "apply", try place.write(text, to: "\(name).yaml"))
    }
    try place.millrace("run", try place.write(imports(place), to: "import.yaml"))
    try place.millrace("run", try place.write(exports(place, segment: "low"), to: "before.yaml"))
    let more = "      - { from: { text: millrace }, field: source }"
    try place.write(exports(place, segment: "high", more: more), to: "export.yaml")
  }

  static func run(_ file: String) -> @Sendable (Place) -> [String] {
    { ["run", $0.folder.appending(path: file).path, "--home", $0.home.path] }
  }
}
