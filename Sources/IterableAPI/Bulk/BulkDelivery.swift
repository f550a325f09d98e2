/// Sends many rows in few requests until every row has its own verdict. A request that is refused as a whole, or whose
/// answer counts failures that it does not name, is halved until the rows at fault stand alone: one among 1,000 costs at
/// most 21 requests.
struct BulkDelivery {
  private let client: IterableClient
  private let request: BulkRequest
  private let rows: [BulkRow]
  private var outcome: BulkOutcome

  init(client: IterableClient, request: BulkRequest, rows: [BulkRow]) {
    self.client = client
    self.request = request
    self.rows = rows
    outcome = BulkOutcome(rows: rows.count)
  }

  consuming func run() -> BulkOutcome {
    for batch in batches() { deliver(batch) }
    outcome.failures.sort { $0.index < $1.index }
    outcome.unacknowledged.sort()
    return outcome
  }

  // MARK: Splitting

  /// Indexes of rows, by the limits of count and bytes; a person's rows stay in order.
  private mutating func batches() -> [ArraySlice<Int>] {
    let configuration = client.configuration
    let frame = request.head.count + request.tail.count
    var batches: [ArraySlice<Int>] = []
    for round in rounds() {
      var batch: ArraySlice<Int> = []
      var bytes = frame
      for index in round {
        let size = rows[index].json.count + 1
        if frame + size > configuration.bulkByteLimit {
          fail(
            index, .tooLarge,
            "the row is \(size - 1) bytes, a whole request may be \(configuration.bulkByteLimit)")
          continue
        }
        if batch.count == configuration.bulkRowLimit || bytes + size > configuration.bulkByteLimit {
          batches.append(batch)
          batch = []
          bytes = frame
        }
        batch.append(index)
        bytes += size
      }
      if !batch.isEmpty { batches.append(batch) }
    }
    return batches
  }

  /// Every first row of a person, then every second one, and so on; all at once where duplicates may stand together.
  private func rounds() -> [[Int]] {
    guard request.separatesDuplicates else { return [Array(rows.indices)] }
    var seen: [Identifier: Int] = [:]
    var rounds: [[Int]] = []
    for index in rows.indices {
      let round = seen[rows[index].identifier, default: 0]
      seen[rows[index].identifier] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(index)
    }
    return rounds
  }

  // MARK: Delivering

  private enum Reply {
    case answer(BulkAnswer)
    /// Refused as a whole because of some rows in it.
    case refused(IterableError)
  }

  /// - Parameter isRefused: the batch is known to hold a row at fault, so that sending it whole would be a wasted repeat.
  /// - Returns: whether no row of the batch was at fault for a refusal of the whole.
  @discardableResult
  private mutating func deliver(_ batch: ArraySlice<Int>, isRefused: Bool = false) -> Bool {
    guard outcome.interruption == nil else {
      outcome.unacknowledged += batch
      return true
    }
    // A row alone is always sent, to hear Iterable's words about this very row.
    var leadsToRow = isRefused
    if !isRefused || batch.count == 1 {
      guard let reply = post(batch) else { return true }
      switch reply {
      case .answer(let answer):
        if record(answer, batch) { return true }
        leadsToRow = false
      case .refused(let error):
        if batch.count == 1 {
          fail(batch.first!, error.reasonOfRow, error.message)
          return false
        }
        // Too many bytes, or two rows in each other's way, say nothing about the other half.
        leadsToRow = error.code != .tooLarge && error.code != .conflict
      }
    }
    let middle = batch.startIndex + batch.count / 2
    let isLeftSound = deliver(batch[..<middle])
    let isRightSound = deliver(batch[middle...], isRefused: isLeftSound && leadsToRow)
    return isLeftSound && isRightSound
  }

  /// Nil when the delivery was interrupted.
  private mutating func post(_ batch: ArraySlice<Int>) -> Reply? {
    do {
      var call = IterableClient.Call(endpoint: request.endpoint, body: body(batch))
      call.isAboutNewList = request.isAboutNewList
      guard let answer = BulkAnswer(try client.json(call)) else {
        throw client.malformed(request.endpoint, "the answer does not count successes and failures")
      }
      outcome.requests += 1
      return .answer(answer)
    } catch let error as IterableError {
      outcome.requests += error.httpStatus == 0 ? 0 : 1
      if error.isAboutRows { return .refused(error) }
      outcome.interruption = error
    } catch {
      outcome.interruption = client.malformed(request.endpoint, "\(error)")
    }
    outcome.unacknowledged += batch
    return nil
  }

  private func body(_ batch: ArraySlice<Int>) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(
      batch.reduce(request.head.count + request.tail.count) { $0 + rows[$1].json.count + 1 })
    body += request.head
    for (position, index) in batch.enumerated() {
      if position > 0 { body.append(UInt8(ascii: ",")) }
      body += rows[index].json
    }
    body += request.tail
    return body
  }

  /// Takes the verdicts of an answer. False, with nothing taken, when it counts more failures than it names.
  private mutating func record(_ answer: BulkAnswer, _ batch: ArraySlice<Int>) -> Bool {
    let failed = batch.compactMap { index in answer.verdict(on: rows[index]).map { (index, $0) } }
    if failed.count < answer.failCount, batch.count > 1 { return false }
    outcome.createdFields.formUnion(answer.createdFields)
    outcome.filteredOutFields.formUnion(answer.filteredOutFields)
    let verdicts = failed.isEmpty && answer.failCount > 0 ? [(batch.first!, answer.onlyVerdict)] : failed
    for (index, verdict) in verdicts where !(request.acceptsNotFound && verdict.reason == .notFound) {
      fail(index, verdict.reason, verdict.message)
    }
    return true
  }

  private mutating func fail(_ index: Int, _ reason: BulkOutcome.Reason, _ message: String) {
    outcome.failures.append(BulkOutcome.Failure(index: index, reason: reason, message: message))
  }
}

extension IterableError {
  /// A whole request was refused, and some of its rows may be the cause.
  var isAboutRows: Bool {
    switch code {
    case .refused: [200, 400, 422].contains(httpStatus)
    case .typeMismatch, .conflict, .forgotten, .tooLarge: true
    default: false
    }
  }
  /// Why the row that was alone in the request is refused.
  var reasonOfRow: BulkOutcome.Reason { code == .forgotten ? .forgotten : .refused }
}
