"""Who tells one story, as the catalog knows it."""

from sqlalchemy import Connection, func, select

from writethru import tables
from writethru.records import Record

MOST_TOLD = 50  # tellings of a story that a record names, the first; a thousand copies would fill it a thousand times
UNTOLD: Record = {"of": None, "shared": None, "because": {}, "size": None, "members": []}  # of versions that told none


def tell(connection: Connection, name: str) -> dict[str, Record]:
    """Return, for each article that tells a story, what its record says of it: `cluster` as a whole.

    Tellings are in order of publication, with the headline of their last version.
    """
    stories, versions = tables.stories, tables.versions
    ours = stories.c.cluster == name
    last = select(func.max(versions.c.seq)).where(versions.c.uri.in_(select(stories.c.uri).where(ours)))
    fields = [versions.c.body[field].as_string().label(field) for field in ("url", "headline", "date_published")]
    query = select(stories, *fields).join(versions, versions.c.uri == stories.c.uri)
    query = query.where(ours, versions.c.seq.in_(last.group_by(versions.c.uri)))
    rows = sorted(connection.execute(query), key=lambda row: (row.date_published or "9999", row.uri))
    members = [
        {
            "uri": row.uri,
            "url": row.url,
            "headline": row.headline,
            "role": row.role,
            "of": row.of_uri,
            "shared": row.shared,
        }
        for row in rows
    ]
    first, rest = members[:MOST_TOLD], {member["uri"]: member for member in members[MOST_TOLD:]}
    return {
        row.uri: {
            "id": name,
            "role": row.role,
            "score": row.score,
            "of": row.of_uri,
            "shared": row.shared,
            "because": row.because or {},
            "size": len(members),
            "members": first + ([rest[row.of_uri]] if row.of_uri in rest else []),  # whoever it is of is always named
        }
        for row in rows
    }
