# The chain in jq: no regular expressions, which are its slowest part.
def valid: (index("@") // -1) as $at
  | $at > 0 and (indices("@") | length) == 1 and (.[$at + 1:] | index(".") != null and (startswith(".") or endswith(".") | not))
    and (index(" ") == null);
select(.email | type == "string")
| .email |= (ltrimstr(" ") | rtrimstr(" ") | ascii_downcase)
| select(.email | valid)
| del(.["itblInternal.documentCreatedAt"], .["itblInternal.documentUpdatedAt"], .["itblInternal.emailDomain"],
      .unsubscribedChannelIds, .unsubscribedMessageTypeIds, .signupSource, .timeZone, .referralCode, .notes,
      .acquisitionChannel)
| .full_name = ([.firstName, .lastName] | map(select(. != null and . != "")) | join(" "))
| .phone = .phoneNumber | .job_title = .jobTitle | del(.phoneNumber, .jobTitle)
