extension Check {
  /// Every check, in the order in which they are told: from the outside in.
  public static let all: [Check] = staticLevel + loadLevel + lifecycleLevel + dataLevel

  private static let staticLevel: [Check] =
    fileChecks + exportChecks + linkChecks + libraryChecks + importChecks + buildChecks

  private static let loadLevel: [Check] = processChecks + descriptionChecks + schemaChecks

  private static let lifecycleLevel: [Check] = instanceChecks + callChecks

  private static let dataLevel: [Check] = valueChecks + answerChecks + promiseChecks
}
