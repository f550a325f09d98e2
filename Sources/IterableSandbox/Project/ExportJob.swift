import NIOCore

/// An export that runs on its own and leaves files.
struct ExportJob: Sendable {
  enum State: String { case enqueued, running, completed, failed, cancelling, cancelled }

  struct File: Sendable {
    var name: String
    var places: Range<Int>
    var bytes: Int
  }

  let id: Int
  let rows: ExportRows
  /// Seconds since 1970.
  let startedAt: Double
  var isCancelled = false
  /// Known once it runs.
  var files: [File]?
  var isTruncated = false

  /// What a job goes through before it is completed, each for one step.
  static func course(restarts: Bool) -> [State] {
    restarts ? [.enqueued, .running, .enqueued, .running] : [.enqueued, .running]
  }

  func state(at now: Double, step: Double, restarts: Bool) -> State {
    if isCancelled { return .cancelled }
    return Self.course(restarts: restarts).enumerated()
      .first { now < startedAt + Double($0.offset + 1) * step }?.element ?? .completed
  }

  /// Cuts the export into files of at most `fileBytes`, after measuring every row once.
  mutating func split(_ project: Project, fileBytes: Int, truncatedAfter limit: Int?) {
    let format = rows.format == .json ? "json" : "csv"
    let places = rows.places(project)
    var files: [File] = []
    var row = ByteBuffer()
    var total = 0
    for place in places {
      row.clear()
      rows.write(place: place, of: project, into: &row)
      let bytes = row.readableBytes
      if bytes == 0 { continue }
      if let limit, total + bytes > limit {
        isTruncated = true
        break
      }
      total += bytes
      if let last = files.indices.last, files[last].bytes + bytes <= fileBytes {
        files[last].places = files[last].places.lowerBound..<place + 1
        files[last].bytes += bytes
      } else {
        let name = "file-\(Int(startedAt * 1000) + files.count).\(format)"
        files.append(File(name: name, places: place..<place + 1, bytes: bytes))
      }
    }
    self.files = files
  }
}
