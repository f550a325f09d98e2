import Records

extension SpoolFile {
  /// Leaves the batch with the first rows that are of the source, at most `limit`; answers how many they are.
  /// - Parameter exclude: drops the rows of a batch that are not of the source.
  func read(_ limit: Int, into batch: Batch, exclude: (Batch) -> Int = { _ in 0 }) throws -> Int {
    let reader = try JSONLinesReader(path: path)
    while try reader.read(into: batch) {
      _ = exclude(batch)
      let rows = (0..<batch.rowCount).filter { UInt32(batch.rowStates[$0]) != MR_ROW_DROPPED }
      if rows.isEmpty { continue }
      if rows.count > limit { batch.rowCount = rows[limit] }
      batch.rejections.removeAll { $0.row >= batch.rowCount }
      return min(limit, rows.count)
    }
    return 0
  }
}
