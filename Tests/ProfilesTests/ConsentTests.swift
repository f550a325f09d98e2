import Profiles
import Testing

@Suite struct ConsentTests {
  private func allows(_ objectives: [Objective], _ document: String, zones: [PrivacyZone] = []) throws -> Bool {
    var document = document
    return try document.withUTF8 {
      try ConsentCheck(objectives: objectives, zones: zones).allows(document: UnsafeRawBufferPointer($0))
    }
  }

  @Test func `consent needs one objective that holds`() throws {
    let news = Objective(id: "news", title: "")
    let ads = Objective(id: "ads", title: "")
    let profiling = Objective(id: "profiling", title: "", needs: .optOut)
    let consented = #"{"consented_objectives":["news"]}"#
    #expect(try allows([], "{}"))
    #expect(try allows([news], consented))
    #expect(try allows([ads, news], consented))
    #expect(try !allows([ads], consented))
    #expect(try !allows([news], "{}"))
    #expect(try !allows([news], #"{"consented_objectives":["news"],"refused_objectives":["news"]}"#))
    #expect(try allows([profiling], "{}"))
    #expect(try !allows([profiling], #"{"refused_objectives":["profiling"]}"#))
  }

  static let zones = [
    PrivacyZone(id: "GDPR", needs: .optIn), PrivacyZone(id: "CCPA", needs: .optOut),
    PrivacyZone(id: "PIPEDA", needs: .optOut),
  ]

  /// Zone of the profile; consented, refused; whether an objective of the zones GDPR and CCPA, that needs opt-in or opt-out
  /// elsewhere, holds.
  @Test(
    arguments: [
      (nil, "", false, true), (nil, #","consented_objectives":["news"]"#, true, true),
      (nil, #","refused_objectives":["news"]"#, false, false),
      ("GDPR", "", false, false), ("gdpr", "", false, false),
      ("GDPR", #","consented_objectives":["news"]"#, true, true),
      ("CCPA", "", true, true), ("ccpa", #","refused_objectives":["news"]"#, false, false),
      // Not one of the objective's, and not known at all.
      ("PIPEDA", "", false, true), ("MARS", "", false, true),
      // Of several one that needs opt-in decides.
      (#"CCPA","GDPR"#, "", false, false), (#"GDPR","CCPA"#, "", false, false),
    ] as [(String?, String, Bool, Bool)])
  func `a zone decides for its profiles`(zone: String?, consents: String, optIn: Bool, optOut: Bool) throws {
    let document = #"{"email":["a@x.com"]\#(zone.map { #","privacy_zone":["\#($0)"]"# } ?? "")\#(consents)}"#
    for (needs, expected) in [(Objective.Needs.optIn, optIn), (.optOut, optOut)] {
      let news = Objective(id: "news", title: "", needs: needs, zones: ["gdpr", "CCPA"])
      #expect(try allows([news], document, zones: Self.zones) == expected, "\(needs) \(document)")
    }
  }

  // MARK: The later word

  /// What is there, and what a row says of consents and refusals; what comes of it.
  @Test(
    arguments: [
      // A refusal takes the consent away, also where only that is mapped.
      (
        #"{"consented_objectives":["news","ads"]}"#, nil, #"["news"]"#,
        #"{"consented_objectives":["ads"],"refused_objectives":["news"]}"#
      ),
      (#"{"consented_objectives":["news"]}"#, nil, #"["news"]"#, #"{"refused_objectives":["news"]}"#),
      // A new consent takes the refusal away.
      (
        #"{"refused_objectives":["ads","news"]}"#, #"["news"]"#, nil,
        #"{"refused_objectives":["ads"],"consented_objectives":["news"]}"#
      ),
      (
        #"{"refused_objectives":["ads","news"]}"#, #"["news"]"#, #"["ads"]"#,
        #"{"refused_objectives":["ads"],"consented_objectives":["news"]}"#
      ),
      // Both at once: the refusal counts, today and tomorrow.
      ("{}", #"["news"]"#, #"["news"]"#, #"{"refused_objectives":["news"]}"#),
      (#"{"refused_objectives":["news"]}"#, #"["news"]"#, #"["news"]"#, #"{"refused_objectives":["news"]}"#),
      (#"{"consented_objectives":["news"]}"#, #"["news"]"#, #"["news"]"#, #"{"refused_objectives":["news"]}"#),
      // Nothing to settle.
      (#"{"consented_objectives":["ads"]}"#, #"["news"]"#, nil, #"{"consented_objectives":["ads","news"]}"#),
    ] as [(String, String?, String?, String)])
  func `consented and refused exclude each other`(
    document: String, consented: String?, refused: String?, expected: String
  ) throws {
    let editor = DocumentEditor(properties: [
      Property(name: "email", type: .email), Property(name: Objective.refusedProperty),
      Property(name: Objective.consentedProperty),
    ])
    for _ in 0..<2 {
      try editor.begin(document)
      say(consented, refused, editor)
      editor.finish()
      #expect(editor.text == expected)
    }
    // What came of it stays when the same is said again.
    try editor.begin(expected)
    say(consented, refused, editor)
    #expect(!editor.finish(), "\(editor.text)")
  }

  private func say(_ consented: String?, _ refused: String?, _ editor: DocumentEditor) {
    if let consented { editor.give(.add, .list(consented), to: 2) }
    if let refused { editor.give(.add, .list(refused), to: 1) }
  }

  @Test func `a permission level is read from names and numbers`() {
    func level(_ text: String, _ kind: PropertyValue.Kind = .text) -> PermissionLevel? {
      Array(text.utf8).withUnsafeBytes { PermissionLevel(PropertyValue(kind, bytes: $0)) }
    }
    #expect(
      level("do_not_track") == .doNotTrack && level(" PERSONAL ") == .personal && level("Anonymous") == .anonymous)
    #expect(level("0") == .doNotTrack && level("2", .number) == .personal && level("1", .number) == .anonymous)
    for text in ["", "3", "person", "personally", "DO NOT TRACK", "1.0"] { #expect(level(text) == nil, "\(text)") }
    #expect(level("personal", .list) == nil)
  }
}
