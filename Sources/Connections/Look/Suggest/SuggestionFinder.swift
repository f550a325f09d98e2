import Foundation
import IterableAPI
import PluginHost
import Profiles
import Records

/// Looks at a goal's source and says what of it could be mapped.
struct SuggestionFinder {
  let connection: Connection
  let client: IterableClient
  let installation: Installation
  let rows: Int

  // MARK: Imports

  func suggestions(for goal: ImportProfilesGoal, prefix: String) throws -> MappingSuggestions {
    let passes = ImportPass.all(of: goal)
    let types = try self.eventTypes(goal.timeline)
    let surveys = try passes.map { try self.survey($0, of: goal) }
    let (known, remembered) = try installation.store.read {
      (try $0.properties(), try $0.sourceFields(of: FieldSource.users(of: connection).key))
    }
    let iterableTypes = try client.fields()
    var fields = self.fields(
      surveys[0], goal.mappings, link: goal.link.map(\.field), prefix: prefix, known: known, types: iterableTypes)
    if let remembered {
      for index in fields.indices where iterableTypes[fields[index].name] != nil {
        fields[index].isNew = remembered[fields[index].name] == nil
      }
    }
    var suggestions = MappingSuggestions(
      goal: goal.name, kind: .importProfiles, records: surveys[0].records, fields: fields)
    suggestions.timeline = try zip(passes, surveys).flatMap { pass, survey in
      try pass.goal.timeline.map { TimelineSuggestions($0, try types!.entry($0.type).type, survey) }
    }
    return suggestions
  }

  /// Nil where nothing asks for them. Throws where a mapping's type is not there, before anything is downloaded.
  private func eventTypes(_ mappings: [TimelineMapping]) throws -> EventTypeCatalogue? {
    guard !mappings.isEmpty else { return nil }
    let catalogue = EventTypeCatalogue(
      plugins: try installation.catalogue.scan(), accepted: try installation.store.read { try $0.eventTypes() })
    for mapping in mappings { _ = try catalogue.entry(mapping.type) }
    return catalogue
  }

  private func survey(_ pass: ImportPass, of goal: ImportProfilesGoal) throws -> FieldSurvey {
    let preview = ImportPreview(goal: goal, connection: connection, client: client, installation: installation)
    return try survey(pass.goal.processors, of: goal.name) { batch, spool in
      let filter = try SourceFilter(pass, client, spool)
      try preview.sample(rows, of: pass.source, into: batch, filter, spool)
    }
  }

  func suggestions(for goal: ImportGroupsGoal, prefix: String) throws -> MappingSuggestions {
    let (known, remembered) = try installation.store.read {
      (
        try $0.groupType(of: goal).properties,
        try $0.sourceFields(of: FieldSource.catalog(goal.catalog, of: connection).key)
      )
    }
    let survey = try survey(goal.processors, of: goal.name) { batch, spool in
      try client.requireCatalog(goal.catalog)
      try client.downloadItems(ofCatalog: goal.catalog, limit: rows, to: spool.url)
      _ = try spool.read(rows, into: batch)
    }
    var fields = fields(survey, goal.mappings, link: [goal.id], prefix: prefix, known: known, types: [:])
    if let remembered {
      for index in fields.indices { fields[index].isNew = remembered[fields[index].name] == nil }
    }
    return MappingSuggestions(goal: goal.name, kind: .importGroups, records: survey.records, fields: fields)
  }

  /// What the source's records are behind the processors. `sample` fills the batch, with a spool file for its download.
  private func survey(
    _ processors: [ProcessorStep], of goal: String, _ sample: (Batch, SpoolFile) throws -> Void
  ) throws -> FieldSurvey {
    let survey = FieldSurvey()
    let chain = try PreviewChain(
      processors, started: Timestamp(installation.now()), for: PluginUse(connection: connection.id, goal: goal),
      in: installation
    ) { _, batch, _ in survey.add(batch) }
    try SpoolFile.prepare(installation.spoolFolder)
    let spool = SpoolFile(previewIn: installation.spoolFolder)
    defer { spool.remove() }
    let batch = try Batch()
    try sample(batch, spool)
    try chain.process(batch)
    return survey
  }

  /// The fields that records have, and then those that Iterable knows and no record has a value of.
  private func fields(
    _ survey: FieldSurvey, _ mappings: [Mapping], link: [String], prefix: String, known: [Property],
    types: [String: String]
  ) -> [MappingSuggestions.Field] {
    let seen = Set(survey.fields.map(\.name))
    // Parts of objects have dotted names, and are no fields of a record.
    let absent = types.keys.filter { !seen.contains($0) && !$0.contains(".") }.sorted()
    var targets = TargetNames(taken: mappings.map(\.property))
    return (survey.fields + absent.map { FieldSurvey.Field(name: $0) }).map { field in
      let mapped = mappings.filter { $0.field == field.name }.map(\.property)
      let isLinked = link.contains(field.name)
      let target = mapped.first ?? (isLinked ? field.name : targets.property(for: field.name, prefix: prefix))
      let type = types[field.name]
      return MappingSuggestions.Field(
        name: field.name, sourceType: type, type: Self.type(field, type), holdsObjects: field.holdsObjects,
        holdsBooleans: field.present > 0 ? field.holdsBooleans : type == "boolean", present: field.present,
        examples: field.examples, mappedTo: mapped, isLinked: isLinked, target: target,
        existingType: known.first { $0.name == target }?.type.rawValue)
    }
  }

  /// What Iterable calls a date is one, also where it was written in a spelling of its own; the rest is as it looks.
  private static func type(_ field: FieldSurvey.Field, _ iterable: String?) -> Property.ValueType? {
    if field.holdsObjects { return nil }
    switch iterable {
    case "date": return .dateTime
    case "long" where field.types.isEmpty: return .number
    case "double" where field.types.isEmpty: return .decimal
    case "string" where field.types.isEmpty, "boolean" where field.types.isEmpty: return .text
    default: return field.type
    }
  }

  // MARK: Exports

  func suggestions(for goal: ExportProfilesGoal, prefix: String) throws -> MappingSuggestions {
    let types = try client.fields()
    var targets = TargetNames(taken: goal.mappings.map(\.field))
    var (records, fields) = try installation.store.read { reader in
      try profileFields(for: goal, reader) { targets.field(for: $0, prefix: prefix, known: types) }
    }
    for index in fields.indices { fields[index].existingType = types[fields[index].target] }
    var suggestions = MappingSuggestions(
      goal: goal.name, kind: .exportProfiles, records: records, fields: fields)
    let named = Set(fields.map(\.target) + goal.mappings.map(\.field) + goal.link.map(\.field))
    suggestions.otherFields = types.filter { !named.contains($0.key) && !$0.key.contains(".") }
    return suggestions
  }

  /// The properties of the segment's first profiles.
  private func profileFields(
    for goal: ExportProfilesGoal, _ reader: any ProfileReader, target: (String) -> String
  ) throws -> (Int, [MappingSuggestions.Field]) {
    struct Enough: Error {}
    let properties = try reader.properties()
    let document = DocumentReader(properties: properties.map(\.name))
    var (records, present) = (0, properties.map { _ in 0 })
    var examples = properties.map { _ in [String]() }
    do {
      try reader.profiles(matching: reader.predicate(segment: goal.segment)) { profile in
        try document.read(profile.document)
        records += 1
        for index in properties.indices {
          guard let value = document.values(index).first else { continue }
          present[index] += 1
          guard examples[index].count < FieldExample.most else { continue }
          let example = FieldExample.text(.string(value.text), of: properties[index].name)
          if !examples[index].contains(example) { examples[index].append(example) }
        }
        if records == rows { throw Enough() }
      }
    } catch is Enough {}
    let fields = properties.indices.map { index in
      let property = properties[index]
      let mapped = goal.mappings.filter { $0.source == .property(property.name) }.map(\.field)
      let linked = goal.link.first { $0.property == property.name }?.field
      return MappingSuggestions.Field(
        name: property.name, sourceType: property.type.rawValue, type: property.type, present: present[index],
        examples: examples[index], mappedTo: mapped, isLinked: linked != nil,
        target: mapped.first ?? linked ?? target(property.name))
    }
    return (records, fields)
  }
}
