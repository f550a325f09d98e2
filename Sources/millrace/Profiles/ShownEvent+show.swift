import Connections

extension ShownEvent {
  static func show(_ events: [ShownEvent]) {
    var table = Table("DATE", "EVENT", "ID", "SUMMARY")
    for event in events {
      let icon = event.icon.isEmpty ? "" : "[\(event.icon)] "
      table.add(event.date.description, icon + event.name, event.id, event.summary)
    }
    table.print()
  }
}
