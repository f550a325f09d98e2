import PluginHost
import Profiles
import Records
import YAMLReading

extension ConnectionFile {
  /// What is wrong with the file's processors: plugins that are not there or were refused, configurations that do not fit
  /// their schemas, each at its place in the file. Empty where the file itself has errors.
  public func diagnostics(with catalogue: PluginCatalogue) -> [Diagnostic] {
    guard let connection else { return [] }
    return connection.goals.flatMap { goal in goal.allProcessors.flatMap { diagnostics(of: $0, with: catalogue) } }
  }

  /// What is wrong with the file's timelines: event types that are not there; in mappings also properties that they do not
  /// have, and those that they need and nothing is mapped to. Empty where the file itself has errors.
  public func diagnostics(with types: EventTypeCatalogue) -> [Diagnostic] {
    (connection?.goals ?? []).flatMap { goal -> [Diagnostic] in
      switch goal {
      case .importGroups: []
      case .importProfiles(let goal): goal.timeline.flatMap { diagnostics(of: $0, with: types) }
      case .exportProfiles(let goal): goal.timeline.map { diagnostics(of: $0, with: types) } ?? []
      }
    }
  }

  private func diagnostics(of export: TimelineExport, with types: EventTypeCatalogue) -> [Diagnostic] {
    zip(export.types ?? [], export.typePositions).compactMap { type, position in
      do {
        _ = try types.entry(type)
        return nil
      } catch {
        let problem = error as? ConnectionsError
        return Diagnostic(
          file: name, position: position, message: problem?.message ?? "\(error)", hint: problem?.hint)
      }
    }
  }

  private func diagnostics(of mapping: TimelineMapping, with types: EventTypeCatalogue) -> [Diagnostic] {
    do {
      let entry = try types.entry(mapping.type)
      return EventPlan(mapping, entry.type).objections.map {
        Diagnostic(file: name, position: $0.position, message: $0.message, hint: $0.hint)
      }
    } catch {
      let problem = error as? ConnectionsError
      return [
        Diagnostic(
          file: name, position: mapping.position, message: problem?.message ?? "\(error)", hint: problem?.hint)
      ]
    }
  }

  private func diagnostics(of step: ProcessorStep, with catalogue: PluginCatalogue) -> [Diagnostic] {
    do {
      let reference = try catalogue.processor(plugin: step.plugin, processor: step.processor)
      let secrets = reference.schema.pointers(of: .secret, in: step.config)
      let literals = step.literalSecrets(of: reference.schema).map {
        Diagnostic(
          file: name, position: step.positions.config(at: $0),
          message: "configuration of \(reference.label): \($0): is a secret, which never stands in a connection file",
          hint: SecretReference.remedy)
      }
      // What a reference stands for is known when a run needs it.
      let violations = reference.schema.validate(step.config).violations.filter { !secrets.contains($0.pointer) }
      return literals
        + violations.map {
          Diagnostic(
            file: name, position: step.positions.config(at: $0.pointer),
            message: "configuration of \(reference.label): \($0)",
            hint: "see 'millrace plugin inspect \(step.plugin)'")
        }
    } catch {
      let problem = error as? PluginHostError
      return [
        Diagnostic(
          file: name, position: step.positions.plugin, message: problem?.message ?? "\(error)", hint: problem?.hint)
      ]
    }
  }
}
