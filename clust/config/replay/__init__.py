"""
Playing a shop's past orders again as clusts: what people paid alone, and would have paid together.

`history` reads the lines, `plan` makes one campaign an item of them, `stage` writes the rows they
need, `playing` plays a campaign in the database, `through` over HTTP, `outcome` says what came out.
"""
