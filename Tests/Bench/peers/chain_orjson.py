"""The chain in Python with orjson: chain_orjson.py IN OUT"""
import re
import sys

import orjson

DROPPED = (
    "itblInternal.documentCreatedAt", "itblInternal.documentUpdatedAt", "itblInternal.emailDomain",
    "unsubscribedChannelIds", "unsubscribedMessageTypeIds", "signupSource", "timeZone", "referralCode", "notes",
    "acquisitionChannel",
)
valid = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+").fullmatch
loads, dumps = orjson.loads, orjson.dumps
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb", 1 << 20) as target:
    for line in source:
        row = loads(line)
        email = row.get("email")
        if not isinstance(email, str):
            continue
        email = email.strip().lower()
        if not valid(email):
            continue
        row["email"] = email
        for name in DROPPED:
            row.pop(name, None)
        row["full_name"] = " ".join(filter(None, (row.get("firstName"), row.get("lastName"))))
        if "phoneNumber" in row:
            row["phone"] = row.pop("phoneNumber")
        if "jobTitle" in row:
            row["job_title"] = row.pop("jobTitle")
        target.write(dumps(row, option=orjson.OPT_APPEND_NEWLINE))
