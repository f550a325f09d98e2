/// Connection files for the journeys, with the parts that a journey changes.
enum ConnectionText {
  static func both(address: String, importing: String = importGoal, exporting: String = exportGoal) -> String {
    """
    connection: journey
    name: Journey
    iterable: { base_url: "\(address)", api_key: "${env:ITERABLE_API_KEY}", project_type: email, download: direct }
    goals:
    \(importing)
    \(exporting)
    """
  }

  static let importGoal = """
      - import_profiles: subscribers
        source: all
        processors:
          - plugin: normalize-email
            config: { fields: [email], on_invalid: reject }
          - plugin: transform
            config: { operations: [{ concatenate: { fields: [firstName, lastName], to: full_name } }] }
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: email, property: email, strategy: set_if_empty }
          - { field: full_name, property: full_name, strategy: set }
          - { field: loyaltyTier, property: loyalty_tier, strategy: set }
          - { field: favouriteColours, property: colours, strategy: add }
          - { field: points, property: points, strategy: sum }
    """

  static let exportGoal = """
      - export_profiles: audience
        segment: everybody
        lists: [{ list: Test group }]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: full_name }, field: fullName }
          - { from: { property: points }, field: storePoints }
          - { from: { text: millrace }, field: source }
    """

  static let segment = """
    segment: everybody
    name: Everybody
    where: { property: email, exists: true }
    """
}
