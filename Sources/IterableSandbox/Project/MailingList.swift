import CSandbox
import NIOCore

/// A list of subscribers. Who is on it stands in the subscribers' list field.
struct MailingList: Sendable {
  var id: Int
  var name: String
  var description: String?
  /// Milliseconds since 1970.
  var createdAt: Int
  var type = "Standard"
  /// The bit of a list that seeded subscribers are on.
  var seededBit: Int?

  static let seeded: [Int: MailingList] = {
    let names = ["All customers", "Newsletter", "VIP", "Test group"]
    precondition(names.count == Int(SUBSCRIBERS_LIST_COUNT))
    let lists = names.enumerated().map { place, name in
      MailingList(
        id: Int(SUBSCRIBERS_FIRST_LIST) + place, name: name,
        description: place == 0 ? "Everybody who bought something" : nil, createdAt: 1_672_531_200_000,
        type: place == 0 ? "Dynamic" : "Standard", seededBit: place)
    }
    return Dictionary(uniqueKeysWithValues: lists.map { ($0.id, $0) })
  }()

  var json: JSON {
    var list: JSONObject = [
      "id": .integer(id), "name": .string(name), "createdAt": .integer(createdAt), "listType": .string(type),
    ]
    if let description { list["description"] = .string(description) }
    return .object(list)
  }
}

/// The identifiers of a list's members, one a line.
struct ListMembers: RowSource {
  let list: MailingList
  let prefersUserID: Bool

  func write(place key: Int, of project: Project, into bytes: inout ByteBuffer) {
    if let change = project.changes[key] {
      guard !change.isDeleted, project.lists(of: key).contains(list.id) else { return }
      let email = project.field("email", of: key)?.string
      let userID = project.field("userId", of: key)?.string
      guard let identifier = byUserID(project) ? userID ?? email : email ?? userID else { return }
      bytes.writeString(identifier)
      bytes.writeInteger(UInt8(ascii: "\n"))
    } else if let bit = list.seededBit, key < project.subscriberCount {
      withUnsafePointer(to: project.generator.population) { population in
        guard subscribers_lists(population, UInt64(key)) >> bit & 1 == 1 else { return }
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(SUBSCRIBERS_IDENTIFIER_LIMIT) + 1) { room in
          let text = room.baseAddress!.assumingMemoryBound(to: CChar.self)
          let first = byUserID(project) ? subscribers_user_id : subscribers_email
          let second = byUserID(project) ? subscribers_email : subscribers_user_id
          var length = first(population, UInt64(key), text)
          if length == 0 { length = second(population, UInt64(key), text) }
          guard length > 0 else { return 0 }
          text[length] = CChar(UInt8(ascii: "\n"))
          return length + 1
        }
      }
    }
  }

  private func byUserID(_ project: Project) -> Bool {
    switch project.configuration.projectType {
    case .email: false
    case .userID: true
    case .hybrid: prefersUserID
    }
  }
}
