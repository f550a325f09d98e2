"""The chain in DuckDB: chain_duckdb.py IN OUT THREADS"""
import sys

import duckdb

source, target, threads = sys.argv[1:]
db = duckdb.connect(config={"threads": int(threads)})
db.execute("SET preserve_insertion_order = false")
db.execute(
    f"""
    COPY (
      SELECT * EXCLUDE ("itblInternal.documentCreatedAt", "itblInternal.documentUpdatedAt", "itblInternal.emailDomain",
                        unsubscribedChannelIds, unsubscribedMessageTypeIds, signupSource, timeZone, referralCode, notes,
                        acquisitionChannel, phoneNumber, jobTitle, email),
             lower(trim(email)) AS email, concat_ws(' ', firstName, lastName) AS full_name,
             phoneNumber AS phone, jobTitle AS job_title
      FROM read_json('{source}', format = 'newline_delimited', sample_size = 20000, ignore_errors = true)
      WHERE regexp_full_match(lower(trim(email)), '[^@ ]+@[^@ .]+([.][^@ .]+)+')
    ) TO '{target}' (FORMAT json)
    """
)
