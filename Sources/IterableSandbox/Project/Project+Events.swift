import CSandbox
import Foundation

extension Project {
  struct EventRequest {
    var user: UserRequest
    var name: String
    var id: String?
    var createdAt: Int?
    var dataFields: JSONObject
    var campaignID: Int?
    var templateID: Int?

    init(_ body: BodyReader) {
      name = body.required("eventName", body.string, or: "")
      user = UserRequest(body)
      id = body.string("id")
      createdAt = body.integer("createdAt")
      dataFields = user.dataFields
      user.dataFields = [:]
      campaignID = body.integer("campaignId")
      templateID = body.integer("templateId")
    }
  }

  /// Checks the fields of all events, by event name, before any is stored.
  func admit(_ requests: [EventRequest]) throws(Refusal) -> [String] {
    var types = eventFields
    var created: [String] = []
    for request in requests {
      var known = types[request.name] ?? FieldTypes()
      for (name, value) in request.dataFields.members where !known.knows(name) && value != .null {
        if !created.contains(name) { created.append(name) }
      }
      do throws(FieldTypes.Mismatch) {
        try known.learn(request.dataFields)
      } catch {
        throw refusal(error, category: request.name)
      }
      types[request.name] = known
    }
    eventFields = types
    return created
  }

  /// Stores an event; one with a known id takes the old one's place.
  /// - Returns: its id.
  func track(_ request: EventRequest) throws(UserFailure) -> String {
    if try find(request.user) == nil, isByEmail {
      throw request.user.email.map { .notFoundEmail($0) } ?? .notFoundUserID(request.user.identifier)
    }
    let id = request.id ?? UUID().uuidString.lowercased()
    let time = Int(now)
    schedule { project in
      guard let found = try? project.find(request.user) as Int?? else { return }
      let key = found ?? project.apply(request.user, source: "API", at: time)
      let event = Event(
        id: id, name: request.name, createdAt: request.createdAt.map(Event.seconds) ?? time,
        email: key.flatMap { project.field("email", of: $0)?.string },
        userID: key.flatMap { project.field("userId", of: $0)?.string }, dataFields: request.dataFields,
        campaignID: request.campaignID, templateID: request.templateID, updatedAt: time)
      if let place = project.eventPlaces[id] {
        project.events[place] = event
      } else {
        project.eventPlaces[id] = project.events.count
        project.events.append(event)
      }
    }
    return id
  }

  /// The subscriber's custom events, newest first, as they are recorded or seeded.
  func events(of key: Int, flat: Bool) -> [JSONObject] {
    let email = field("email", of: key)?.string
    let userID = field("userId", of: key)?.string
    let mine = events.filter { $0.email == email && $0.userID == userID }.sorted { $0.createdAt > $1.createdAt }
    var answers = mine.map { flat ? $0.exportRow : $0.answer }
    if key < subscriberCount, changes[key] == nil, let row = generator.recorded(index: key, subscribers_event),
      let seeded = (try? JSONParser.parse(row.text))?.object
    {
      answers.append(seeded)
    }
    return answers
  }
}
