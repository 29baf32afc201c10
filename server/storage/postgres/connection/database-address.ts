// Where a PostgreSQL database is, as `--store` names it; and how it is called in messages, which never have the
// password in them.

/** A database's address, with the password in it: for the client library alone. */
export interface DatabaseAddress {
  readonly url: string
  /** `host/database`, for people. */
  readonly name: string
  readonly user: string
}

/** Null where a text is no address of a database. */
export function parseDatabaseAddress(text: string): DatabaseAddress | null {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return null
  const database = decoded(url.pathname.slice(1))
  const host = url.searchParams.get('host') ?? url.host
  if (database === null || database === '' || database.includes('/')) return null
  if (host === '') return null
  const user = decoded(url.username) ?? ''
  return { url: text, name: `${host}/${database}`, user: url.searchParams.get('user') ?? user }
}

/** Null where it is not percent-encoded as it should be. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
