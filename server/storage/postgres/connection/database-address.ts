// Where a PostgreSQL database is, as `--store` names it; and how it is called in messages, which never have
// the password in them.
import { isIP } from 'node:net'
import { StoreRefusal } from '../../store-refusal.ts'

/** A database's address. Nothing that prints it shows the password. */
export interface DatabaseAddress {
  /** A host, or the folder of the server's socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  /** Null: as the client library says (PGUSER, or who runs this). */
  readonly user: string | null
  /** Null: as the client library says (PGPASSWORD, or a pgpass file). */
  readonly password: (() => string) | null
  readonly tls: DatabaseTls
  /** `host/database`, for people. */
  readonly name: string
}

/**
 * `disable`: no encryption; `prefer`: where the server has it; `require`: always, with whatever certificate;
 * `verify-ca`: of a known authority; `verify-full`: and for this host.
 */
const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type TlsMode = (typeof TLS_MODES)[number]

export interface DatabaseTls {
  readonly mode: TlsMode
  /** Files of an authority, and of a certificate and key of this side. */
  readonly authority: string | null
  readonly certificate: string | null
  readonly key: string | null
}

const PORT = 5432
const OPTIONS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'host', 'user', 'password']

const ADDRESS_SENTENCE =
  '--store takes sqlite, or an address such as postgres://USER:PASSWORD@HOST/DATABASE, in which @ : / ? # and % of a password are written as %40 %3A %2F %3F %23 and %25.'

/** Throws a StoreRefusal, which quotes nothing: the password may be anywhere in a text that is no address. */
export function parseDatabaseAddress(text: string): DatabaseAddress {
  const url = URL.parse(text.trim())
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) throw new StoreRefusal(ADDRESS_SENTENCE)
  const option = (name: string): string | null => url.searchParams.get(name) || null
  const path = url.pathname.slice(1)
  const database = decoded(path)
  const host = option('host') ?? decoded(url.hostname).replace(/^\[(.*)\]$/, '$1')
  // What follows an @ or a / that is not encoded is more likely a part of the password.
  if (database === '' || host === '' || /[/@]/.test(path) || url.hash !== '') {
    throw new StoreRefusal(ADDRESS_SENTENCE)
  }
  for (const name of url.searchParams.keys()) {
    if (!OPTIONS.includes(name)) {
      throw new StoreRefusal(
        `--store has an option that is not one of ${OPTIONS.join(', ')} behind its question mark.`,
      )
    }
  }
  const password = option('password') ?? decoded(url.password)
  const port = url.port === '' ? PORT : Number(url.port)
  return {
    host,
    port,
    database,
    user: (option('user') ?? decoded(url.username)) || null,
    password: password === '' ? null : () => password,
    tls: {
      mode: tlsMode(option('sslmode'), host),
      authority: option('sslrootcert'),
      certificate: option('sslcert'),
      key: option('sslkey'),
    },
    name: `${nameOf(host)}${port === PORT ? '' : `:${port}`}/${database}`,
  }
}

function tlsMode(text: string | null, host: string): TlsMode {
  if (text === null) return isHere(host) ? 'disable' : 'prefer'
  const mode = TLS_MODES.find((each) => each === text)
  if (mode !== undefined) return mode
  throw new StoreRefusal(`sslmode in --store is one of ${TLS_MODES.join(', ')}.`)
}

/** Whether nothing between this process and the database leaves the machine. */
export const isHere = (host: string): boolean =>
  host.startsWith('/') ||
  host === 'localhost' ||
  host === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.'))

const nameOf = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new StoreRefusal(ADDRESS_SENTENCE)
  }
}
