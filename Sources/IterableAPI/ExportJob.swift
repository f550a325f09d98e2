import Foundation
import Records

/// The files of a job so far, as one answer lists them.
private struct ExportPage {
  enum State: String {
    case enqueued, running, completed, failed, cancelling, cancelled
  }

  var state: State
  var isTruncated: Bool
  var files: [(name: String, url: String)]
}

extension Export {
  /// A file's address expires; so often a new one is asked for.
  private static let addressesForFile = 3

  /// Has Iterable write the window to files and fetches them as they appear. A job that hits Iterable's size limit is
  /// run again in halves.
  mutating func runJob(_ window: ExportWindow) throws {
    let start = spool.size
    let before = result
    let job = try startJob(window)
    do {
      if try fetchFiles(ofJob: job) {
        result.windows += 1
        return
      }
    } catch {
      client.cancelExport(job)
      throw error
    }
    client.cancelExport(job)
    guard let halves = window.halves else {
      throw IterableError(
        .export, "one minute of data is more than Iterable exports", endpoint: Endpoint.startExport.rawValue)
    }
    try spool.rollBack(to: start)
    result = before
    for half in halves { try runJob(half) }
  }

  private func startJob(_ window: ExportWindow) throws -> String {
    var body: [JSONValue.Member] = [
      .init(key: "dataTypeName", value: .string(dataType.rawValue)),
      .init(key: "outputFormat", value: "application/x-json-stream"),
      .init(key: "startDateTime", value: .string(window.startText)),
      .init(key: "endDateTime", value: .string(window.endText)),
    ]
    if !onlyFields.isEmpty {
      body.append(.init(key: "onlyFields", value: .string(onlyFields.joined(separator: ","))))
    }
    let call = IterableClient.Call(endpoint: .startExport, body: Array(JSONValue.object(body).text.utf8))
    guard let job = try client.json(call)["jobId"]?.integer else {
      throw client.malformed(.startExport, "the answer has no jobId")
    }
    return String(job)
  }

  /// Fetches file after file until the job is done; false when Iterable truncated it.
  private mutating func fetchFiles(ofJob job: String) throws -> Bool {
    let configuration = client.configuration
    var last: String?
    var fetched: Set<String> = []
    var pause = configuration.exportPollSeconds.lowerBound
    var lastProgress = client.clock.monotonicSeconds
    while true {
      let page = try files(ofJob: job, after: last)
      if page.isTruncated { return false }
      for file in page.files {
        guard fetched.insert(file.name).inserted else {
          throw client.malformed(.exportFiles, "the answer lists a file again that came before")
        }
        try fetch(file, ofJob: job, after: last)
        last = file.name
        result.files += 1
      }
      if page.files.isEmpty {
        switch page.state {
        case .completed: return true
        case .failed, .cancelling, .cancelled:
          throw IterableError(
            .export, "Iterable's export job ended as \(page.state.rawValue)", hint: "run it again",
            endpoint: Endpoint.exportFiles.rawValue)
        case .enqueued, .running: break  // a job may go back to the queue and keeps its files
        }
        guard client.clock.monotonicSeconds - lastProgress < configuration.exportStallSeconds else {
          throw IterableError(
            .export, "Iterable's export job shows no progress", hint: "look at the project's running exports",
            endpoint: Endpoint.exportFiles.rawValue)
        }
        try client.clock.wait(seconds: pause, cancellation: client.cancellation)
        pause = min(pause * 1.5, configuration.exportPollSeconds.upperBound)
      } else {
        pause = configuration.exportPollSeconds.lowerBound
        lastProgress = client.clock.monotonicSeconds
      }
    }
  }

  private func files(ofJob job: String, after last: String?) throws -> ExportPage {
    let answer = try client.json(
      IterableClient.Call(
        endpoint: .exportFiles, path: ["jobId": job], query: last.map { [("startAfter", $0)] } ?? []))
    // Lower case on the wire, capitals in the documentation.
    guard let state = answer["jobState"]?.string.flatMap({ ExportPage.State(rawValue: $0.lowercased()) }),
      let files = answer["files"]?.array
    else { throw client.malformed(.exportFiles, "the answer has no files or no known jobState") }
    return ExportPage(
      state: state, isTruncated: answer["exportTruncated"]?.bool ?? false,
      files: try files.map { file in
        guard let name = file["file"]?.string, let url = file["url"]?.string else {
          throw client.malformed(.exportFiles, "a file has no name or no url")
        }
        return (name, url)
      })
  }

  /// Appends a file to the spool; when its address has expired, with a new one.
  private func fetch(_ file: (name: String, url: String), ofJob job: String, after last: String?) throws {
    var url = file.url
    for attempt in 1... {
      do {
        try client.fetchFile(url, as: "export file \(file.name)", into: spool, progress: progress)
        return try spool.endLine()
      } catch let error as IterableError where error.code == .forbidden && attempt < Export.addressesForFile {
        guard let again = try files(ofJob: job, after: last).files.first(where: { $0.name == file.name }) else {
          throw error
        }
        url = again.url
      }
    }
  }
}
