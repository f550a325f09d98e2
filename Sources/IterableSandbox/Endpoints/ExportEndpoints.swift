import Foundation

extension Endpoint {
  static let exportEndpoints: [Endpoint] = [
    Endpoint("GET", "/api/export/data.json", .perMinute(4)) { request, project in
      let rows = try rows(request, .json, project)
      return Answer(rows: rows, rows.places(project), contentType: rows.contentType)
    },
    Endpoint("GET", "/api/export/data.csv", .perMinute(4)) { request, project in
      let rows = try rows(request, .csv(delimiter: request.query("delimiter") ?? ","), project)
      let stamp = ProjectDate.text(Int(project.now)).prefix(19).filter(\.isNumber)
      return Answer(
        rows: rows, rows.places(project), contentType: rows.contentType,
        headers: [("Content-Disposition", "attachment; filename=\"\(rows.dataTypeName)_\(stamp).csv\"")])
    },
    Endpoint("GET", "/api/export/userEvents") { request, project in
      let key =
        request.query("email").flatMap { project.key(email: $0) }
        ?? request.query("userId").flatMap { project.key(userID: $0) }
      if request.query("email") == nil && request.query("userId") == nil {
        throw Refusal.badParams("Either email or userId must be specified")
      }
      guard let key, request.query("includeCustomEvents") == "true" else { return .text("") }
      let lines = project.events(of: key, flat: true).map { event in
        var line: JSONObject = ["_type": .string("customEvent")]
        for (name, value) in event.members { line[name] = value }
        return JSON.object(line).text + "\n"
      }
      return .text(lines.joined())
    },
    Endpoint("POST", "/api/export/start", .perSecond(1)) { request, project in
      let body = try BodyReader(request)
      let dataTypeName = body.required("dataTypeName", body.string, or: "")
      let outputFormat = body.required("outputFormat", body.string, or: "")
      let from = body.string("startDateTime")
      let to = body.string("endDateTime")
      let onlyFields = body.string("onlyFields").map(names)
      let omitFields = body.string("omitFields").map(names) ?? []
      let delimiter = body.string("delimiter") ?? ","
      let campaignID = body.integer("campaignId")
      try body.check(request)
      guard ["text/csv", "application/x-json-stream"].contains(outputFormat) else {
        throw Refusal.badParams("Invalid outputFormat: \(outputFormat)")
      }
      let rows = try ExportRows(
        dataTypeName: dataTypeName, format: outputFormat == "text/csv" ? .csv(delimiter: delimiter) : .json,
        window: try date(from, or: 0)..<max(try date(from, or: 0), try date(to, or: .max)), onlyFields: onlyFields,
        omitFields: omitFields, campaignID: campaignID, project: project)
      let id = project.makeID()
      project.jobs[id] = ExportJob(id: id, rows: rows, startedAt: project.now)
      return .json(["jobId": .integer(id)])
    },
    Endpoint("GET", "/api/export/jobs") { request, project in
      let wanted = request.query("jobState")?.lowercased()
      let jobs = project.jobs.values.sorted { $0.id > $1.id }.filter {
        wanted == nil || project.state(of: $0).rawValue == wanted
      }
      return .json(["jobs": .array(jobs.map { .object(project.summary(of: $0)) })])
    },
    Endpoint("GET", "/api/export/{jobId}/files", .perSecond(1)) { request, project in
      try project.files(
        of: request.required("jobId", Int.init), startAfter: request.query("startAfter"),
        host: request.headers["host"] ?? project.configuration.host)
    },
    Endpoint("DELETE", "/api/export/{jobId}", .perSecond(1)) { request, project in
      let id = try request.required("jobId", Int.init)
      guard project.jobs[id] != nil else { throw Project.unknownJob(id) }
      project.jobs[id]!.isCancelled = true
      return .success()
    },
    // Where the addresses of files lead: another host at the real Iterable, which knows no Api-Key.
    Endpoint("GET", "/export-files/{jobId}/{file}") { request, project in
      try project.file(request)
    },
  ]

  private static func rows(
    _ request: Incoming, _ format: ExportRows.Format, _ project: Project
  ) throws(Refusal) -> ExportRows {
    try ExportRows(
      dataTypeName: request.required("dataTypeName") { $0 }, format: format, window: window(request, project),
      onlyFields: request.fieldNames("onlyFields"), omitFields: request.fieldNames("omitFields") ?? [],
      campaignID: request.query("campaignId").flatMap(Int.init), project: project)
  }

  private static func window(_ request: Incoming, _ project: Project) throws(Refusal) -> Range<Int> {
    let from = request.query("startDateTime")
    let to = request.query("endDateTime")
    if from != nil || to != nil {
      if request.query("range") != nil { throw .badParams("range and startDateTime exclude each other") }
      let start = try date(from, or: 0)
      return start..<max(start, try date(to, or: .max))
    }
    let today = Int(project.now) / 86_400 * 86_400
    switch request.query("range") ?? "Today" {
    case "Today": return today..<Int.max
    case "Yesterday": return today - 86_400..<today
    case "BeforeToday": return 0..<today
    case "All": return 0..<Int.max
    case let other: throw .badParams("Invalid range: \(other)")
    }
  }

  private static func date(_ text: String?, or missing: Int) throws(Refusal) -> Int {
    guard let text else { return missing }
    guard let seconds = ProjectDate.seconds(text) else { throw .badParams("Invalid date: \(text)") }
    return seconds
  }

  private static func names(_ list: String) -> [String] { list.split(separator: ",").map(String.init) }
}
