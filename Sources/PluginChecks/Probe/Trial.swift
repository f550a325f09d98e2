import Foundation
import PluginHost
import Records
import Synchronization

/// A processor with a configuration that it accepts.
struct Trial {
  let processor: ProcessorDescription
  let config: String
  /// Fields to give records: those that the configuration may name, and the usual ones.
  let fields: [String]
  private let subject: CheckSubject
  private let files: [String]

  fileprivate init(
    _ processor: ProcessorDescription, _ config: JSONValue, _ schema: ConfigSchema, _ subject: CheckSubject
  ) {
    self.processor = processor
    self.config = config.text
    self.subject = subject
    files = schema.files(in: config)
    // Each once: of two values of one field the last would count.
    var known = Set(RecordGenerator.usualFields)
    fields = RecordGenerator.usualFields + Self.texts(config).filter { known.insert($0).inserted }.prefix(20)
  }

  var isPure: Bool { processor.flags.contains(.pure) }

  /// A fresh process. Without an instance.
  func probe(granting more: Capabilities = []) throws -> Probe {
    try Probe(subject, granting: more, folders: files)
  }

  /// A fresh process with one instance, of number 0.
  func instance(granting more: Capabilities = []) throws -> Probe {
    let probe = try probe(granting: more)
    try probe.create(of: processor.id, config: config)
    return probe
  }

  /// Always the same records for one seed.
  func generator(_ purpose: UInt64 = 0) -> RecordGenerator {
    RecordGenerator(seed: subject.options.seed &+ purpose &* 1_000_003, fields: fields)
  }

  /// What comes out where all records are in one batch, in a fresh process.
  func answer(to records: [Record]) throws -> Answer { try instance().process(try Batch(records)) }

  /// Texts that could be names of fields.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): text.isEmpty || text.utf8.count > 100 ? [] : [text]
    case .array(let elements): elements.flatMap(texts)
    case .object(let members): members.flatMap { texts($0.value) }
    default: []
    }
  }
}

extension CheckSubject {
  /// What is wrong in each processor with up to that many configurations. Throws ``SkippedCheck`` where a processor
  /// accepts none of those that were generated, and ``FailedCall`` where a call did not give an answer.
  func eachTrial(
    configs count: Int = 1, where wanted: (ProcessorDescription) -> Bool = { _ in true }, else reason: String = "",
    _ look: (Trial) throws -> [String]
  ) throws -> [String] {
    let chosen = try processors.filter(wanted)
    if chosen.isEmpty { throw SkippedCheck(reason) }
    return try chosen.flatMap { processor in
      let trials = try trials(of: processor, count)
      return try trials.flatMap { trial -> [String] in
        let place = Self.place(trial, of: chosen.count, configs: count)
        do {
          return try look(trial).map { place.isEmpty ? $0 : "\($0) (\(place))" }
        } catch let failure as ProcessorFailure {
          throw FailedCall(failure: failure, place: place)
        }
      }
    }
  }

  private func trials(of processor: ProcessorDescription, _ count: Int) throws -> [Trial] {
    let schema = try ConfigSchema(processor.configSchema)
    return try accepted.configs(of: processor.id) { try acceptedConfigs(of: processor, schema) }.prefix(count)
      .map { Trial(processor, $0, schema, self) }
  }

  /// Those of the generated configurations, or of that in the options, that `create` takes.
  private func acceptedConfigs(of processor: ProcessorDescription, _ schema: ConfigSchema) throws -> [JSONValue] {
    var taken: [JSONValue] = []
    var refusal = "no configuration that fits its schema could be made"
    func offer(_ candidate: JSONValue) throws -> Bool {
      let trial = Trial(processor, candidate, schema, self)
      do {
        _ = try trial.instance()
        taken.append(candidate)
      } catch ProcessorFailure.status(_, let message) {
        refusal = "it refuses every configuration that was tried; the last time: \(message)"
      } catch let failure as ProcessorFailure {
        throw FailedCall(failure: failure, place: "configuration \(trial.config)")
      }
      return taken.count < AcceptedConfigs.count
    }
    if let config = options.config {
      let (value, violations) = schema.validate(config)
      guard violations.isEmpty else {
        throw SkippedCheck("--config is not as \(processor.id) wants it: \(violations[0])")
      }
      _ = try offer(value)
    } else {
      var generator = ConfigGenerator(
        schema, seed: options.seed, fields: RecordGenerator.usualFields, file: accepted.sample.path)
      try generator.each(of: 200, offer)
    }
    if taken.isEmpty { throw SkippedCheck("processor \(processor.id): \(refusal); give one with --config") }
    return taken
  }

  private static func place(_ trial: Trial, of processors: Int, configs: Int) -> String {
    let processor = processors > 1 ? "processor \(trial.processor.id)" : ""
    let config = configs > 1 && trial.config != "{}" ? "configuration \(trial.config.prefix(300))" : ""
    return [processor, config].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

/// The configurations that the checks of one validation use, found once.
final class AcceptedConfigs: Sendable {
  /// Of each processor, at most.
  static let count = 5
  let sample = SampleFile()
  private let found = Mutex<[String: Result<[JSONValue], any Error>]>([:])

  func configs(of processor: String, _ find: () throws -> [JSONValue]) throws -> [JSONValue] {
    try found.withLock { found in
      if let known = found[processor] { return known }
      let result = Result { try find() }
      found[processor] = result
      return result
    }.get()
  }
}

/// Thrown where a call gave no answer.
struct FailedCall: Error {
  let failure: ProcessorFailure
  /// Which processor, with which configuration.
  let place: String
}
