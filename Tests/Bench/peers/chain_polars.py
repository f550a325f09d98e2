"""The chain in Polars, streaming: chain_polars.py IN OUT (threads by POLARS_MAX_THREADS)"""
import sys

import polars as pl

source, target = sys.argv[1:]
dropped = [
    "itblInternal.documentCreatedAt", "itblInternal.documentUpdatedAt", "itblInternal.emailDomain",
    "unsubscribedChannelIds", "unsubscribedMessageTypeIds", "signupSource", "timeZone", "referralCode", "notes",
    "acquisitionChannel",
]
(
    pl.scan_ndjson(source, infer_schema_length=20_000, ignore_errors=True)
    .with_columns(pl.col("email").str.strip_chars().str.to_lowercase())
    .filter(pl.col("email").str.contains(r"^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$"))
    .drop(dropped)
    .with_columns(full_name=pl.concat_str("firstName", "lastName", separator=" ", ignore_nulls=True))
    .rename({"phoneNumber": "phone", "jobTitle": "job_title"})
    .sink_ndjson(target)
)
