import CPluginCall
import EventTypes
import Foundation
import Fuzzing
import Records
import Testing

@testable import PluginHost

/// Descriptors of event types, as a plugin may have them in its memory.
@Suite(.serialized) struct EventTypeDescriptorTests {
  /// The functions of event_trees.c, in this process.
  struct Trees {
    let named: @convention(c) (UnsafePointer<CChar>) -> UnsafePointer<mr_event_types>?
    let random: @convention(c) (UInt64) -> UnsafePointer<mr_event_types>?
    let changing: @convention(c) () -> UnsafePointer<mr_event_types>?
    let stopChanging: @convention(c) () -> Void

    init() throws {
      let library = try #require(dlopen(TestPlugins.path("event_trees"), RTLD_NOW | RTLD_LOCAL))
      func symbol<T>(_ name: String, as type: T.Type) throws -> T {
        unsafeBitCast(try #require(dlsym(library, name)), to: type)
      }
      named = try symbol("named_tree", as: type(of: named))
      random = try symbol("random_tree", as: type(of: random))
      changing = try symbol("changing_tree", as: type(of: changing))
      stopChanging = try symbol("stop_changing", as: type(of: stopChanging))
    }
  }

  /// The description, or why it was refused.
  static func read(_ tree: UnsafePointer<mr_event_types>?) -> (json: Data?, count: Int, message: String) {
    var types = mrp_event_types()
    var message = [CChar](repeating: 0, count: 512)
    guard mrp_read_event_types(tree, &types, &message) == MRP_LOADED else {
      return (nil, 0, message.withUnsafeBytes { String(foreignTerminated: $0) })
    }
    defer { mrp_free_event_types(&types) }
    return (
      Data("[".utf8) + Data(bytes: types.json, count: Int(types.json_length)) + Data("]".utf8), Int(types.count), ""
    )
  }

  static let refusals: [(tree: String, message: String)] = [
    ("too deep", "event type tree: property k0.k1.k2.k3.k4 has properties more than 5 levels deep"),
    ("one more", "event type tree: has more than 256 properties, those in objects included"),
    ("million", "event type tree: has 1000000 properties, 256 are allowed"),
    ("cycle", "event type tree: property k0.k0.k0.k0.k0 has properties more than 5 levels deep"),
    ("wide cycle", "event type tree: property k0.k0.k0.k0.k0 has properties more than 5 levels deep"),
    ("null property", "event type tree: property k0 has a null in place 2 of its properties"),
    ("null properties", "event type tree: property k0 has properties, and null where they should be"),
    (
      "short property",
      "event type tree: property k0 has a struct_size of 71 in place 1 of its properties, 72 is the least"
    ),
    ("unknown type", "event type tree: property k0.k1 is of no known type"),
    ("no type", "event type tree: property k0.k1 is of no known type"),
    ("unknown flag", "event type tree: property k0.k1 has a flag that does not exist"),
    ("empty object", "event type tree: property k0.k1 is an object without properties"),
    ("text with properties", "event type tree: property k0 has properties and is no object"),
    ("same key", "event type tree: property k0 has two properties with the key k1"),
    ("bad key", "event type tree: property k0 has an unusable key: it is not like [a-z][a-z0-9_]*"),
    ("no key", "event type tree: property k0 has an unusable key: it is not like [a-z][a-z0-9_]*"),
    ("endless key", "event type tree: property k0 has a key of more than 64 bytes, or none at all"),
    ("null key", "event type tree: property k0 has a key of more than 64 bytes, or none at all"),
    ("bad UTF-8", "event type tree: property k0.k1 has a name that is not UTF-8"),
    ("no type at all", "event type 1 is null"),
    ("no types", "it offers event types, and null where they should be"),
    ("short type", "event type 1 has a struct_size of 135, 136 is the least"),
    ("short types", "its millrace.event-types/1 have a struct_size of 8, 16 is the least"),
    ("many types", "it offers 257 event types, 256 are allowed"),
    ("same type", "event type tree: two types have this id"),
    ("bad id", "event type 1: has an unusable id: it is not like [a-z][a-z0-9-]*"),
    ("type flag", "event type tree: has a flag that does not exist"),
  ]

  @Test(arguments: refusals)
  func `a descriptor that is wrong is refused in words`(_ refusal: (tree: String, message: String)) throws {
    let tree = try #require(try Trees().named(refusal.tree))
    #expect(Self.read(tree).message == refusal.message)
  }

  @Test(arguments: ["sound", "deepest", "most", "same key elsewhere"])
  func `a descriptor that is sound is read`(name: String) throws {
    let (json, count, message) = Self.read(try Trees().named(name))
    #expect(message == "" && count == 1)
    let types = try JSONDecoder().decode([EventTypeDescription].self, from: try #require(json))
    #expect(types[0].type.faults == [])
    #expect(types[0].type.properties.count == ["deepest": 1, "most": 256][name] ?? 3)
  }

  /// In a worker, as when a file is dropped into the folder.
  @Test(arguments: ["cycle", "million"])
  func `a file with such descriptors is refused`(tree: String) throws {
    let path = try TestPlugins.path("event_trees:\(tree)")
    guard case .refused(let error) = try TestPlugins.catalogue().inspect(path: path).outcome else {
      Issue.record("it was not refused")
      return
    }
    #expect(error.code == .description)
    #expect(error.message.hasSuffix(Self.refusals.first { $0.tree == tree }!.message))
  }

  @Test func `random descriptors are refused or sound`() throws {
    let trees = try Trees()
    var tally = FuzzTally("descriptors of event types", usual: 20_000)
    for seed in 0..<UInt64(tally.rounds) {
      let (json, count, message) = Self.read(trees.random(seed))
      guard let json else {
        if message.isEmpty { Issue.record("seed \(seed): refused without a word") }
        tally.refuse()
        continue
      }
      tally.accept()
      guard tally.accepted % 10 == 0 else { continue }
      guard let types = try? JSONDecoder().decode([EventTypeDescription].self, from: json), types.count == count else {
        Issue.record("seed \(seed): what was read is no description")
        return
      }
      for type in types { expectSound(type.type.properties, "seed \(seed)", depth: 1) }
    }
    tally.report()
    #expect(tally.accepted > tally.rounds / 20 && tally.refused > tally.rounds / 10)
  }

  private func expectSound(_ properties: [EventProperty], _ place: String, depth: Int) {
    let keys = Set(properties.map(\.key))
    if (depth > 5 && !properties.isEmpty) || properties.count > 256 || keys.count != properties.count {
      Issue.record("\(place): too deep, too many, or a key twice")
    }
    for property in properties { expectSound(property.properties, place, depth: depth + 1) }
  }

  @Test func `descriptors that change meanwhile are read as one or the other`() throws {
    let trees = try Trees()
    let tree = trees.changing()
    defer { trees.stopChanging() }
    for _ in 0..<3_000 {
      let (json, _, message) = Self.read(tree)
      guard let json else {
        if message.isEmpty { Issue.record("refused without a word") }
        continue
      }
      if (try? JSONSerialization.jsonObject(with: json)) == nil { Issue.record("what was read is no JSON") }
    }
  }

  /// A worker's process belongs to the plugin: whatever it answers is refused, or as sound as an honest answer.
  @Test func `random answers of a worker are refused or sound`() throws {
    let path = try TestPlugins.path("event_types")
    let worker = try WorkerProcess(
      WorkerExecutable.find(), file: try PluginFile(reading: path), output: try OutputBlock(), log: nil)
    let honest = Array(try worker.describe())
    _ = try PluginDescription(reading: Data(honest), of: "honest")
    var random = SeededGenerator(seed: 20_261_123)
    var tally = FuzzTally("descriptions from a worker", usual: 2_000)
    let words = [
      "\"object\"", "\"text\"", "-1", "1e99", "null", "[]", "{}", "true", "\"\"", "\"\\u0000\"", "99999999999999999999",
      String(repeating: "[", count: 600), #""properties":[{"key":"a"}],"#, "\"\u{202E}\"", "101", "\"1.0\"",
    ].map { Array($0.utf8) }
    for round in 0..<tally.rounds {
      var answer = honest
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<answer.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: answer[place] = UInt8.random(in: 0...255, using: &random)
        case 1: answer.removeSubrange(place..<min(answer.count, place + Int.random(in: 1...20, using: &random)))
        case 2: answer.insert(contentsOf: words.randomElement(using: &random)!, at: place)
        case 3:
          // A value is another.
          guard let colon = answer[place...].firstIndex(of: UInt8(ascii: ":")),
            let end = answer[(colon + 1)...].firstIndex(where: { [0x2C, 0x7D, 0x5D].contains($0) })
          else { continue }
          answer.replaceSubrange((colon + 1)..<end, with: words.randomElement(using: &random)!)
        default:
          let part = Array(answer[place..<min(answer.count, place + Int.random(in: 1...300, using: &random))])
          answer.insert(contentsOf: part, at: Int.random(in: 0..<answer.count, using: &random))
        }
      }
      do {
        let plugin = try PluginDescription(reading: Data(answer), of: "forged")
        tally.accept()
        for type in plugin.eventTypes where !type.type.faults.isEmpty {
          Issue.record("round \(round): an event type is not sound")
        }
      } catch let error as PluginHostError {
        tally.refuse()
        if error.message.unicodeScalars.contains(where: \.isControl) {
          Issue.record("round \(round): a painted message")
        }
      }
    }
    tally.report()
    #expect(tally.accepted > 0 && tally.refused > 0)
  }
}
