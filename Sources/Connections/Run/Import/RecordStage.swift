import Profiles
import Records

/// What becomes of records in the store, behind the processors. One thread; inside the store's `write`.
protocol RecordStage: AnyObject {
  /// Counters and last profiles follow what is applied.
  var result: GoalResult { get set }
  var rejects: RejectLog { get }
  /// Names rows that must not be added up twice.
  var versions: RowVersion { get set }
  var work: GoalWork { get }

  /// Looks the fields up, and defines the properties that come with the batch.
  func prepare(_ batch: Batch, _ writer: any ProfileWriter) throws
  /// Takes one row that came out of the processors into the store. Answers whether all of it became something there, or
  /// was it already.
  func apply(_ row: Int, of parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws -> Bool
  /// What names the row to an operator.
  func identifier(of row: Int) -> String?
}

extension RecordStage {
  /// Takes one parcel's rows into the store.
  func apply(_ parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws {
    let batch = parcel.batch
    try prepare(batch, writer)
    rejects.begin(batch, source: parcel.source)
    if !parcel.isDerived { versions.beginPiece() }
    if !parcel.isDerived { result.counters.read += batch.rowCount - parcel.outside }
    result.counters.filtered -= parcel.outside

    for row in 0..<batch.rowCount {
      switch UInt32(batch.rowStates[row]) {
      case MR_ROW_KEPT:
        result.counters.checked += 1
        if try apply(row, of: parcel, writer) {
          try rejects.resolve(row: row, identifier: { identifier(of: row) }, writer)
        }
      case MR_ROW_DROPPED: result.counters.filtered += 1
      default: result.counters.rejected += 1
      }
    }
    for rejection in batch.rejections {
      try rejects.add(rejection, identifier: identifier(of: rejection.row), to: writer)
    }
  }

  /// Everything that came of a piece of the source was applied.
  func endPiece() { versions.beginPiece() }

  /// Answers false: the row was of no use.
  func reject(_ row: Int, _ code: String, _ reason: String, _ writer: any ProfileWriter) throws -> Bool {
    result.counters.rejected += 1
    try rejects.add(
      RowRejection(row: row, step: -1, code: code, reason: reason), identifier: identifier(of: row), to: writer)
    return false
  }

  /// Names the row's version: its record of the source with its stamp, or with the run where the source has none.
  /// `otherwise` appends what names a row whose record has no identifier.
  func nameVersion(
    of row: Int, of parcel: RecordPipeline.Parcel, _ names: SourceRecords.Names, otherwise: (inout [UInt8]) -> Void
  ) {
    // A row that was held back to the end has nothing but itself.
    let source = parcel.source ?? SourceRecords(parcel.batch, firstNumber: 0, names)
    let place = parcel.source == nil ? row : source.row(ofRecord: parcel.batch.rowNumbers[row])
    versions.name(isDerived: parcel.isDerived) { name in
      if let place, source.appendName(place, to: &name) { return }
      otherwise(&name)
    }
    if let stamp = place.flatMap(source.stamp) { versions.stamp(stamp) } else { versions.stamp(run: work.firstRun) }
  }
}
