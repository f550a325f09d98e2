extension Check {
  /// Every check, in the order in which they are told: from the outside in.
  public static let all: [Check] = staticLevel + loadLevel

  private static let staticLevel: [Check] =
    fileChecks + exportChecks + linkChecks + libraryChecks + importChecks + buildChecks

  private static let loadLevel: [Check] = descriptionChecks + schemaChecks
}
