import Foundation

/// The connection that is put to torture: what its goals say.
enum Goals {
  static func imports(_ place: Place, link: String = "email", groupID: String = "itemId") -> String {
    """
    \(head(place))
      - import_groups: products
        catalog: products
        group_type: product
        id: \(groupID)
        mappings:
          - { field: name, property: name }
          - { field: price, property: prices, strategy: sum, type: decimal }
          - { field: colours, property: colours, strategy: add }
      - import_profiles: subscribers
        source: all
        processors:
          - plugin: normalize-email
            config: { fields: [email], on_invalid: reject }
        link: [{ field: \(link), property: \(link == "email" ? "email" : "user_id") }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name }
          - { field: favouriteColours, property: colours, strategy: add }
          - { field: points, property: points, strategy: sum }
        timeline:
          - type: sign-up
            source: record
            id: [userId, email]
            date: signupDate
            properties: [{ field: signupSource, property: from }]
          - type: order
            source: purchases
            properties: [{ field: total, property: total_revenue }]
            each:
              items: shoppingCartItems
              property: product
              properties: [{ field: name, property: name }, { field: quantity, property: quantity }]
          - type: quiz
            source: custom_events
            event_name: quizFinished
            id: [_id, eventName]
            properties: [{ field: score, property: score }, { field: transactionalData.card, property: card }]

    """
  }

  static func exports(_ place: Place, segment: String, more: String = "") -> String {
    head(place) + "\n" + exportGoal(segment: segment, more: more)
  }

  static func exportGoal(segment: String, more: String = "") -> String {
    """
      - export_profiles: audience
        segment: \(segment)
        lists: [{ list: Test group, clean_up: true }]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: first_name }, field: storeName }
          - { from: { property: points }, field: storePoints }
          - { from: { lifecycles: all }, field: storeStages }
    \(more)
        timeline: { types: all, period: all }
        lifecycle: { count_touch: true }

    """
  }

  private static func head(_ place: Place) -> String {
    """
    connection: tortured
    iterable: { base_url: "\(place.address)", api_key: "${env:ITERABLE_API_KEY}", download: direct }
    goals:
    """
  }

  static let segments = """
    segment: %
    name: Some
    where: { property: points, # }
    """

  static let lifecycle = """
    lifecycle: customer
    name: Customer
    stages:
      - stage: known
        where: { property: points, exists: true }
        threshold: { touches: 5, per: { weeks: 1 } }
        touchpoints: [tortured/audience]
    """

  static let signUp = """
    <event-type xmlns="urn:millrace:event-type:1" id="sign-up" version="1.0.0">
      <name>Sign-up</name>
      <properties><text key="from" name="From"/></properties>
    </event-type>
    """

  static let quiz = """
    <event-type xmlns="urn:millrace:event-type:1" id="quiz" version="1.0.0">
      <name>Quiz</name>
      <properties><number key="score" name="Score" required="true"/><text key="card" name="Card"/></properties>
    </event-type>
    """

  static func run(_ file: String) -> @Sendable (Place) -> [String] {
    { ["run", $0.folder.appending(path: file).path, "--home", $0.home.path] }
  }
}
