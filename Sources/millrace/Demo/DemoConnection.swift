import Foundation
import Profiles
import Records

/// What the demo connects: an import through three plugins, and an export of a segment to a list.
enum DemoConnection {
  static func yaml(baseURL: URL) -> String {
    """
    connection: demo
    name: Sandbox – demo
    iterable: { base_url: "\(baseURL.absoluteString)", api_key: "${env:ITERABLE_API_KEY}", project_type: email }
    goals:
      - import_profiles: subscribers
        source: all
        processors:
          - plugin: normalize-email
            config: { fields: [email], correct_domains: true, on_invalid: reject }
          - plugin: filter-fields
            config: { drop: ["itblInternal*", "unsubscribed*", notes] }
          - plugin: transform
            config:
              operations:
                - remove_null_texts: {}
                - concatenate: { fields: [firstName, lastName], to: full_name }
                - casing: { fields: [loyaltyTier], to: lower }
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: email, property: email, strategy: set_if_empty }
          - { field: full_name, property: full_name, strategy: set }
          - { field: country, property: country, strategy: set }
          - { field: loyaltyTier, property: loyalty_tier, strategy: set_or_clear }
          - { field: favouriteColours, property: colours, strategy: add }
          - { field: points, property: points, strategy: sum }
          - { field: lifetimeValue, property: lifetime_value, strategy: set }
          - { field: lastPurchaseAt, property: last_purchase, strategy: set }
          - { field: newsletterOptIn, property: newsletter, strategy: set }
      - export_profiles: gold-members
        segment: gold-members
        lists: [{ list: Newsletter }]
        processors:
          - plugin: transform
            config: { operations: [{ casing: { fields: [loyaltyTier], to: first_capital } }] }
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: full_name }, field: fullName }
          - { from: { property: loyalty_tier }, field: loyaltyTier }
          - { from: { segments: all }, field: segments }
          - { from: { text: millrace }, field: source }

    """
  }

  /// The properties whose types matter to the demo, and its segment.
  static func defineProperties(in store: any ProfileStore) throws {
    try store.write { writer in
      try writer.putProperty(Property(name: "email", type: .email, isIdentifier: true))
      try writer.putProperty(Property(name: "points", type: .number))
      try writer.putProperty(Property(name: "lifetime_value", type: .decimal))
      try writer.putProperty(Property(name: "last_purchase", type: .dateTime))
      for name in ["full_name", "country", "loyalty_tier", "colours", "newsletter"] {
        try writer.putProperty(Property(name: name, type: .text))
      }
      try writer.putSegment(
        Segment(
          id: "gold-members", name: "Gold members",
          condition: Condition(["all": [["property": "loyalty_tier", "equals": "gold"]]])))
    }
  }
}
