import Records

/// Records from a seed: some as in life, some as nobody would write them.
struct RecordGenerator {
  private var random: SeededGenerator
  /// What the records may have.
  let fields: [String]
  private var number: UInt64 = 0

  /// Fields that most connections have, and one whose name is unusual.
  static let usualFields = [
    "email", "firstName", "lastName", "city", "country", "phoneNumber", "birthDate", "points", "active", "tags",
    "address", "signupDate", "Größe · 身長",
  ]

  init(seed: UInt64, fields: [String]) {
    random = SeededGenerator(seed: seed)
    self.fields = fields
  }

  mutating func records(_ count: Int) -> [Record] { (0..<count).map { _ in record() } }

  mutating func record() -> Record {
    number += 1
    var made: [(name: String, value: Record.Value)] = []
    for field in fields where Int.random(in: 0..<5, using: &random) > 0 { made.append((field, value())) }
    return Record(number: number, fields: made)
  }

  private mutating func value() -> Record.Value {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .integer(.random(in: -10...100_000, using: &random))
    case 3: .integer(OddValues.integers.randomElement(using: &random)!)
    case 4: .number(OddValues.numbers.randomElement(using: &random)!)
    case 5: .time(.random(in: -2_000_000_000_000_000...2_000_000_000_000_000, using: &random))
    case 6: .list(OddValues.lists.randomElement(using: &random)!)
    case 7: .object(OddValues.objects.randomElement(using: &random)!)
    case 8, 9: .text(OddValues.texts.randomElement(using: &random)!)
    default: .text(Self.words.randomElement(using: &random)!)
    }
  }

  private static let words = [
    "anna@example.com", "Bob.Smith@GMIAL.com ", "no address", "Anna", "van der Berg", "Amsterdam", "NL", "de",
    "+31 6 12345678", "(020) 555-0199", "1990-02-29", "2024-02-29T23:59:59Z", "12,5", "1.234,56", "yes", "a;b;c",
    "{\"a\":[1,2]}", "[1,2,3]", "https://example.com/?q=1", "  spaces  ", "0", "-1",
  ]
}
