import Foundation

extension Project {
  func state(of job: ExportJob) -> ExportJob.State {
    job.state(at: now, step: configuration.exportJobStepSeconds, restarts: configuration.restartsExportJobs)
  }

  func summary(of job: ExportJob) -> JSONObject {
    let state = state(of: job)
    var summary: JSONObject = [
      "id": .integer(job.id), "dataTypeName": .string(job.rows.dataTypeName), "jobState": .string(state.rawValue),
      "scheduledStartTime": .string(ProjectDate.isoText(Int(job.startedAt))),
    ]
    if let files = job.files { summary["bytesExported"] = .integer(files.reduce(0) { $0 + $1.bytes }) }
    if state == .completed {
      let steps = ExportJob.course(restarts: configuration.restartsExportJobs).count
      let end = job.startedAt + Double(steps) * configuration.exportJobStepSeconds
      summary["endTime"] = .string(ProjectDate.isoText(Int(end)))
    }
    return summary
  }

  /// One page of a job's files. Until it is completed a job that has run shows the first half of them.
  func files(of id: Int, startAfter: String?, host: String) throws(Refusal) -> Answer {
    guard var job = jobs[id] else { throw Self.unknownJob(id) }
    let state = state(of: job)
    if job.files == nil, state == .running || state == .completed {
      job.split(
        self, fileBytes: configuration.exportFileBytes, truncatedAfter: configuration.exportTruncationBytes)
      jobs[id] = job
    }
    let ready = job.files ?? []
    let shown = state == .completed ? ready[...] : ready.prefix(ready.count / 2)
    let page = shown.drop { file in startAfter.map { file.name <= $0 } ?? false }
      .prefix(configuration.exportFilesPerPage)
    return .json([
      "exportTruncated": .bool(job.isTruncated), "jobId": .integer(id), "jobState": .string(state.rawValue),
      "files": .array(
        page.map { .object(["file": .string($0.name), "url": .string(address(of: $0.name, job: id, host: host))]) }),
    ])
  }

  /// The content of a file, for whoever has its address.
  func file(_ request: Incoming) throws(Refusal) -> Answer {
    if request.headers.keys.contains(where: Self.keyHeaders.contains) {
      return .text("InvalidArgument: only one auth mechanism allowed; do not send Api-Key here", status: 400)
    }
    let id = try request.required("jobId", Int.init)
    let name = request.parameters["file"]!
    let expires = try request.required("expires", Int.init)
    guard request.query("signature") == signature(name, id, expires) else {
      return .text("SignatureDoesNotMatch", status: 403)
    }
    guard Double(expires) > now else { return .text("Request has expired", status: 403) }
    guard let job = jobs[id], let file = job.files?.first(where: { $0.name == name }) else {
      return .text("NoSuchKey", status: 404)
    }
    return Answer(rows: job.rows, file.places, contentType: "application/octet-stream")
  }

  static let keyHeaders: Set<String> = ["api-key", "api_key"]

  static func unknownJob(_ id: Int) -> Refusal {
    Refusal(status: 404, code: "NotFound", message: "Export job \(id) does not exist")
  }

  private func address(of name: String, job: Int, host: String) -> String {
    let expires = Int(now + configuration.exportFileLifetimeSeconds)
    return "http://\(host)/export-files/\(job)/\(name)?expires=\(expires)&signature=\(signature(name, job, expires))"
  }

  /// Swift's hash is keyed anew in every process, which is all the secrecy that a sandbox needs.
  private func signature(_ name: String, _ job: Int, _ expires: Int) -> String {
    var hasher = Hasher()
    hasher.combine(name)
    hasher.combine(job)
    hasher.combine(expires)
    return String(UInt(bitPattern: hasher.finalize()), radix: 16)
  }
}
