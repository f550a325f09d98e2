extension Project {
  /// - Throws: `Refusal`: 400 with the code `Success`, as Iterable has it.
  func checkList(_ id: Int) throws(Refusal) {
    guard lists[id] == nil else { return }
    throw Refusal(
      code: "Success", message: "error.lists.invalidListId(\(id))",
      params: .object(["projectId": .integer(configuration.projectID), "listId": .integer(id)]))
  }

  /// Takes each subscriber on its own: what is wrong with one is told in the answer and does not touch the others.
  /// - Parameter then: what else happens to a subscriber that was taken.
  /// - Throws: `Refusal` when a field's type refuses the whole request.
  func update(
    _ requests: [UserRequest], createsNewFields: Bool?, source: String, onlyExisting: Bool = false,
    then: @escaping (Project, _ key: Int, _ time: Int) -> Void = { _, _, _ in }
  ) throws(Refusal) -> Answer {
    let (admitted, created, filtered) = try admit(requests, createsNewFields: createsNewFields)
    var outcome = BulkOutcome(createdFields: created, filteredOutFields: filtered)
    let time = Int(now)
    for request in admitted {
      do throws(UserFailure) {
        let found = try find(request)
        try check(request)
        outcome.successCount += 1
        if onlyExisting && found == nil { continue }
        schedule { project in
          if let key = project.apply(request, source: source, at: time) { then(project, key, time) }
        }
      } catch {
        outcome.failures.append(error)
      }
    }
    return outcome.answer
  }

  func unsubscribe(_ requests: [UserRequest], list: Int, fromChannel: Bool) -> Answer {
    var outcome = BulkOutcome()
    let time = Int(now)
    for request in requests {
      do throws(UserFailure) {
        guard try find(request) != nil else {
          throw request.email.map { .notFoundEmail($0) } ?? .notFoundUserID(request.identifier)
        }
        outcome.successCount += 1
        schedule { project in
          guard let found = try? project.find(request), let key = found as Int? else { return }
          project.setMembership(of: key, list: list, false, at: time)
          if fromChannel { project.set(["unsubscribedChannelIds": .array([.integer(24106)])], of: key, at: time) }
        }
      } catch {
        outcome.failures.append(error)
      }
    }
    return outcome.answer
  }

  /// Joining also gives the subscriber the lists of channels and message types that it may still lack.
  func setMembership(of key: Int, list: Int, _ isMember: Bool, at time: Int) {
    var lists = lists(of: key)
    guard lists.contains(list) != isMember else { return }
    if isMember { lists.append(list) } else { lists.removeAll { $0 == list } }
    var fields: JSONObject = [listField: .array(lists.map { .integer($0) })]
    if isMember {
      for name in ["unsubscribedChannelIds", "unsubscribedMessageTypeIds", "subscribedMessageTypeIds"]
      where field(name, of: key) == nil {
        fields[name] = .array([])
      }
    }
    set(fields, of: key, at: time)
  }
}
