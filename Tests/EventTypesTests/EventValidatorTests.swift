import EventTypes
import Testing

@Suite struct EventValidatorTests {
  func verdict(
    _ event: String, _ unknown: EventValidator.UnknownProperties = .kept, of type: EventType = EventTypeTests.order
  ) -> EventVerdict {
    var event = event
    let validator = EventValidator(type, unknownProperties: unknown)
    return event.withUTF8 { validator.validate(UnsafeRawBufferPointer($0)) }
  }

  /// `path code` of each finding.
  func findings(_ event: String, _ unknown: EventValidator.UnknownProperties = .kept) -> [String] {
    guard case .refused(let findings) = verdict(event, unknown) else { return [] }
    for finding in findings { #expect(!finding.message.isEmpty && !finding.message.contains("secret")) }
    return findings.map { "\($0.path) \($0.code.rawValue)" }
  }

  @Test(arguments: [
    #"{"order_id":"A1"}"#,
    #" { "order_id" : "A1" , "total_revenue" : -12.50 , "quantity" : 3 , "ordered_at" : "2026-01-31T08:00:00+01:00" } "#,
    #"{"quantity":3.0,"order_id":"é😀","ordered_at":"2026-01-31","coupon":"X","total_revenue":1e2}"#,
    #"{"order_id":"A1","coupon":["X","Y"],"product":[{"sku":"1","tag":["a"]},{"price":2,"sku":"2"}]}"#,
    #"{"order_id":"A1","product":{"sku":"1"},"coupon":[],"quantity":null,"email":null}"#,
    #"{"\u006frder_id":"A1","ordered_at":"2026-01-31T08\u003a00:00Z"}"#,
    #"{"order_id":""}"#,
  ])
  func `an event that is as its type says is accepted`(_ event: String) {
    #expect(verdict(event, .refused) == .accepted(warnings: []))
  }

  @Test(arguments: [
    ("{}", "order_id missing"),
    (#"{"order_id":null}"#, "order_id missing"),
    (#"{"order_id":7}"#, "order_id wrong_type"),
    (#"{"order_id":true}"#, "order_id wrong_type"),
    (#"{"order_id":["A"]}"#, "order_id not_multiple"),
    (#"{"order_id":{"a":1}}"#, "order_id wrong_type"),
    (#"{"order_id":"A","order_id":"B"}"#, "order_id repeated_property"),
    (#"{"order_id":"A","quantity":1.5}"#, "quantity wrong_type"),
    (#"{"order_id":"A","quantity":"secret"}"#, "quantity wrong_type"),
    (#"{"order_id":"A","quantity":1111111111111111111111111111111111111}"#, "quantity wrong_type"),
    (#"{"order_id":"A","total_revenue":"12.5"}"#, "total_revenue wrong_type"),
    (#"{"order_id":"A","total_revenue":1e999}"#, "total_revenue wrong_type"),
    (#"{"order_id":"A","ordered_at":"yesterday"}"#, "ordered_at wrong_type"),
    (#"{"order_id":"A","ordered_at":"2026-02-30"}"#, "ordered_at wrong_type"),
    (#"{"order_id":"A","ordered_at":1769846400}"#, "ordered_at wrong_type"),
    (#"{"order_id":"A","coupon":["X",null]}"#, "coupon[1] wrong_type"),
    (#"{"order_id":"A","coupon":["X",["Y"]]}"#, "coupon[1] wrong_type"),
    (#"{"order_id":"A","product":"secret"}"#, "product wrong_type"),
    (#"{"order_id":"A","product":[{"sku":"1"},{"price":2}]}"#, "product[1].sku missing"),
    (#"{"order_id":"A","product":{"sku":"1","tag":["a",2]}}"#, "product.tag[1] wrong_type"),
  ])
  func `what is wrong is told with its place and without its value`(_ event: String, _ finding: String) {
    #expect(findings(event) == [finding])
  }

  @Test func `everything that is wrong is told at once, 20 things at most`() {
    #expect(
      findings(#"{"quantity":"x","product":[{},{"price":"y"}]}"#) == [
        "quantity wrong_type", "product[0].sku missing", "product[1].price wrong_type", "product[1].sku missing",
        "order_id missing",
      ])
    let many = Array(repeating: "{}", count: 50).joined(separator: ",")
    #expect(findings(#"{"product":[\#(many)]}"#).count == 20)
  }

  @Test func `unknown properties are kept, or refused with a suggestion`() {
    let event = #"{"order_id":"A","cupon":"secret","product":{"sku":"1","Colour":{"deep":[1,{}]}}}"#
    #expect(verdict(event) == .accepted(warnings: []))
    guard case .refused(let findings) = verdict(event, .refused) else {
      Issue.record("accepted")
      return
    }
    #expect(findings.map(\.path) == ["", "product"])
    #expect(findings[0].message == "the type has no property 'cupon' here; did you mean 'coupon'?")
    #expect(findings[1].message == "the type has no property 'Colour' here")
  }

  @Test(arguments: [
    "", " ", "[]", "null", "\"a\"", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{}{}",
    "{\"a\":tru}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":\"\u{1}\"}", #"{"a":"\x"}"#,
    #"{"a":"\ud83d"}"#, #"{"a":"\u12g4"}"#, "{\"a\":[1,]}", "{\"a\":[1}", #"{"order_id":"A"}"# + "x",
    "{\"a\":" + String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + "}",
  ])
  func `what is no JSON object is refused`(_ event: String) {
    #expect(findings(event) == [" malformed"])
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    let validator = EventValidator(EventTypeTests.order)
    for bytes: [UInt8] in [
      [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], [0xC0], [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xE2, 0x82, 0x22, 0x7D],
    ] {
      guard case .refused(let findings) = bytes.withUnsafeBytes({ validator.validate($0) }) else {
        Issue.record("accepted")
        continue
      }
      #expect(findings.map(\.code) == [.malformed])
    }
  }

  @Test func `a large event is accepted with a warning`() {
    let event = #"{"order_id":"\#(String(repeating: "x", count: 1009))"}"#
    #expect(event.utf8.count == 1024)
    #expect(verdict(event) == .accepted(warnings: []))
    guard case .accepted(let warnings) = verdict(event + " ") else {
      Issue.record("refused")
      return
    }
    #expect(warnings.map(\.code) == [.large])
    #expect(warnings.first?.message.contains("1025 bytes") == true)
  }

  @Test func `one validator serves any number of events`() {
    let validator = EventValidator(EventTypeTests.order, unknownProperties: .refused)
    func isAccepted(_ event: StaticString) -> Bool {
      let bytes = UnsafeRawBufferPointer(start: event.utf8Start, count: event.utf8CodeUnitCount)
      if case .accepted = validator.validate(bytes) { return true }
      return false
    }
    for _ in 0..<3 {
      #expect(isAccepted(#"{"order_id":"A","product":[{"sku":"1"}]}"#))
      #expect(!isAccepted(#"{"product":[{"sku":"1"},{}]}"#))
      #expect(!isAccepted(#"{"order_id":"A","product":[{"#))
    }
  }
}
