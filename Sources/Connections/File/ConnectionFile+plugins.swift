import PluginHost
import Profiles
import YAMLReading

extension ConnectionFile {
  /// What is wrong with the file's processors: plugins that are not there or were refused, configurations that do not fit
  /// their schemas, each at its place in the file. Empty where the file itself has errors.
  public func diagnostics(with catalogue: PluginCatalogue) -> [Diagnostic] {
    guard let connection else { return [] }
    return connection.goals.flatMap { goal in goal.processors.flatMap { diagnostics(of: $0, with: catalogue) } }
  }

  private func diagnostics(of step: ProcessorStep, with catalogue: PluginCatalogue) -> [Diagnostic] {
    do {
      let reference = try catalogue.processor(plugin: step.plugin, processor: step.processor)
      return reference.schema.validate(step.config).violations.map {
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
