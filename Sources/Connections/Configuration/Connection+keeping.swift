import Audit
import Foundation
import PluginHost
import Profiles

extension Connection {
  /// Throws ``ConnectionsError`` where the text may hold a secret itself: a processor's schema says which of its options are
  /// secrets, so a plugin that is not there leaves that open. A text like that is not kept.
  func checkKeepable(with catalogue: PluginCatalogue) throws {
    for step in goals.flatMap(\.allProcessors) where step.config != .object([]) {
      let reference: ProcessorReference
      do {
        reference = try catalogue.processor(plugin: step.plugin, processor: step.processor)
      } catch {
        throw ConnectionsError(
          .invalidFile, "whether the configuration of plugin '\(step.plugin)' holds a secret is not known without it",
          hint: "put the plugin where 'millrace plugin list' shows it")
      }
      if let pointer = step.literalSecrets(of: reference.schema).first {
        throw ConnectionsError(
          .invalidFile, "the configuration of \(reference.label) holds a secret in \(pointer), which is never kept",
          hint: SecretReference.remedy)
      }
    }
  }

  /// Whether the text means something else in another folder: a processor's file is named by a relative path.
  func dependsOnFolder(with catalogue: PluginCatalogue) -> Bool {
    let other = URL(fileURLWithPath: "/\(UUID().uuidString)", isDirectory: true)
    return goals.flatMap(\.allProcessors).contains { step in
      guard let schema = try? catalogue.processor(plugin: step.plugin, processor: step.processor).schema else {
        return step.config != .object([])
      }
      return schema.withAbsolutePaths(step.config, from: step.folder)
        != schema.withAbsolutePaths(step.config, from: other)
    }
  }

  /// The number of the version that a run of this connection names: one with its text, else a new one. Nil, and told to
  /// `warn`, where the text is not kept.
  func runVersion(in installation: Installation) throws -> Int64? {
    let catalogue = installation.catalogue
    do {
      try checkKeepable(with: catalogue)
    } catch {
      installation.warn("the run of connection '\(id)' names no version of it: \(error)")
      return nil
    }
    let depends = dependsOnFolder(with: catalogue)
    func known(_ reader: any ProfileReader) throws -> Int64? {
      let versions = try reader.connectionVersions(id, text: source.text)
      return versions.first { !depends || $0.folder == source.folder.path }?.number
    }
    if let number = try installation.store.read(known) { return number }
    let version = ConnectionVersion(
      connection: id, text: source.text, folder: source.folder.path, origin: .run,
      actor: AuditActor.current.description)
    return try installation.store.write { try $0.addVersion(version).number }
  }
}
