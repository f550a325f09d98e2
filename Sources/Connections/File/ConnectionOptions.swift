import YAMLReading
import Yams

/// The options of a connection file.
public enum ConnectionOptions {
  /// Every option, by the mapping that has it. Found by reading a file that has a bit of everything.
  public static let all: [DocumentedOption] = {
    let diagnostics = Diagnostics(file: "")
    for rule in [
      "days_of_week: [mon]", "days_of_month: [1]", "weekday_of_month: {}", "every_minutes: 5",
      "times_per_day: 2", "cron: x",
    ] {
      guard let root = try? Parser(yaml: specimen.replacing("RULE", with: rule)).singleRoot() else { continue }
      _ = MappingReader.read(root, as: "a connection", diagnostics, Connection.read)
    }
    var mappings: [String] = []
    for option in diagnostics.options where !mappings.contains(option.of) { mappings.append(option.of) }
    return mappings.flatMap { mapping in diagnostics.options.filter { $0.of == mapping } }
  }()

  private static let specimen = """
    notifications: { webhooks: [{}] }
    iterable: {}
    schedule: { at: "06:30", RULE }
    goals:
      - import_groups: x
        processors: [{}]
        mappings: [{}]
      - import_profiles: x
        source: { lists: [] }
        processors: [{}]
        link: [{}]
        mappings: [{}]
        timeline: [{ processors: [{}], each: { properties: [{}] }, properties: [{}] }]
      - export_profiles: x
        lists: [{}]
        processors: [{}]
        link: [{}]
        mappings: [{ from: { segments: [] } }]
        timeline: { period: {} }
        lifecycle: {}
    """
}
