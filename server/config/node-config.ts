// An administrator's settings, from the command line or else from the environment; nothing else reads either.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { BACKUPS_KEPT_MAX, type BackupPlan } from '../../shared/wire/api/backup-bodies.ts'
import { ProviderFault, readProviders, type Provider } from '../accounts/sign-in/oidc-config.ts'
import { parseInsideAddress } from '../network/inside-address.ts'
import type { BucketAddress, BucketKey } from '../storage/bucket/bucket-address.ts'
import { parseStoreAddress, withoutPassword, type StoreAddress } from '../storage/opening/store-address.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { bucketOf } from './bucket-option.ts'
import {
  hostOf,
  nearbyIn,
  nonEmpty,
  oneOf,
  originOf,
  privateIn,
  rangesIn,
  tlsOf,
  whole,
  Wrong,
} from './option-values.ts'

/** Who may read /metrics. */
export interface MetricsAccess {
  /** Programs on this machine, or anybody. */
  readonly readers: 'local' | 'anyone'
  /** Where it is set, whoever sends it may, and no program on this machine without it. */
  readonly token: string | null
}

export interface Config {
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** The data folder, absolute. */
  readonly data: string
  /** Where worlds and records are kept. */
  readonly store: StoreAddress
  /** The bucket that its pictures are kept in; null: they are with the worlds. */
  readonly pictures: BucketAddress | null
  /**
   * Where the other processes of this node reach this one, as it was said, `HOST:PORT`; null: this is the
   * only process.
   */
  readonly inside: string | null
  /** Where it listens for them; null: at that same address. */
  readonly insideListen: string | null
  /** From this share of a core on, the process that leads has others play worlds. */
  readonly busyFrom: number
  /** Whether a password in it was said on the command line, where the list of processes shows it. */
  readonly isPasswordShown: boolean
  /** `open`: everybody who reaches the node may do everything; `accounts`: people sign in. */
  readonly access: 'open' | 'accounts'
  /** Public origins, such as `https://my.domain`, under which a proxy offers this node. */
  readonly origins: readonly string[]
  /** Other places that one may sign in with. */
  readonly providers: readonly Provider[]
  /** Addresses and ranges of proxies, whose word counts about where a request comes from. */
  readonly proxies: readonly string[]
  /** The files of a certificate and its key, absolute; null: plain http. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly connectionsMax: number
  /**
   * Which other nodes may come, and are gone to: all that nobody blocked, those that an admin allowed, or
   * none.
   */
  readonly peers: 'open' | 'closed' | 'off'
  /** Private networks in which other nodes are gone to: none, all, or these ranges. */
  readonly peersPrivate: boolean | readonly string[]
  /**
   * The file of authorities, absolute, whose certificates other nodes may show beside those of the public
   * ones; null: none.
   */
  readonly peersAuthorities: string | null
  /**
   * Whether this node announces itself in its network and looks for others there: no, yes, or at the
   * interface of this IPv4 address.
   */
  readonly nearby: boolean | string
  /** How much of other nodes' worlds is kept here, in bytes. */
  readonly peersCacheBytes: number
  /**
   * Where backups are kept that the node makes by itself, absolute; and when it does, null: as the admins
   * say.
   */
  readonly backups: { readonly folder: string; readonly plan: BackupPlan | null }
  /** The address for alarms, and the key that signs them; null: none. */
  readonly alarms: { readonly url: string; readonly secret: string } | null
  readonly metrics: MetricsAccess
  readonly logLevel: LogLevel
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** The request of the command line: to serve, to explain itself, or one that makes no sense. */
export type StartRequest =
  | { readonly kind: 'serve'; readonly config: Config }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }

const HELP = `Inkland: worlds you write.

  npm start -- [options]

  --port 7070              the port to listen on; 0 picks a free one         INKLAND_PORT
  --host 127.0.0.1         the address to listen on; 0.0.0.0 is all          INKLAND_HOST
  --data ./data            the folder that holds the worlds                  INKLAND_DATA
  --store sqlite           keep worlds and accounts in that folder (sqlite), INKLAND_STORE
                           or in PostgreSQL: postgres://USER:PASSWORD@HOST/DATABASE.
                           Say that there, since others on this machine can
                           read command lines; see docs/running.md
  --pictures URL           keep pictures in an S3-compatible store and not   INKLAND_PICTURES
                           with the worlds: https://HOST/BUCKET/PREFIX. Its
                           key is said in the environment alone, as
                           INKLAND_PICTURES_KEY_ID and INKLAND_PICTURES_SECRET
  --pictures-region NAME   where that bucket is, if its host does not say;   INKLAND_PICTURES_REGION
                           else us-east-1
  --pictures-plain         also over plain http to other machines            INKLAND_PICTURES_PLAIN
  --inside HOST:PORT       with PostgreSQL: this is one of several processes  INKLAND_INSIDE
                           that are one node, and the others reach it there;
                           see docs/cluster.md
  --inside-listen 0.0.0.0:7071  where it listens for them, if that is        INKLAND_INSIDE_LISTEN
                           another address
  --busy-from 60           with --inside: percent of a core from which the   INKLAND_BUSY_FROM
                           one that leads gives worlds to the others
  --access accounts        accounts: people sign in; open: anyone who        INKLAND_ACCESS
                           can reach the node can do everything
  --origin https://my.one  a public address of this node behind a proxy;     INKLAND_ORIGIN
                           may be given several times (with commas there)
  --oidc FILE              other places to sign in with, as JSON;            INKLAND_OIDC
                           see docs/sign-in.md (the JSON itself there)
  --proxies 10.0.0.0/8     addresses of proxies in front: their X-Forwarded  INKLAND_PROXIES
                           headers count, and nobody else's
  --tls-cert FILE          serve https with this certificate, and its key;   INKLAND_TLS_CERT
  --tls-key FILE           see docs/https.md                                 INKLAND_TLS_KEY
  --peers open             other nodes: open, closed (those that an admin    INKLAND_PEERS
                           allowed), or off
  --peers-private          also go to nodes in private networks, and over    INKLAND_PEERS_PRIVATE
                           plain http; with =192.168.0.0/16 in that one
                           (with commas, several); "yes", or ranges, there
  --peers-authorities FILE authorities of homes, whose certificates other    INKLAND_PEERS_AUTHORITIES
                           nodes may show; see docs/home-network.md
  --nearby                 announce this node on this network, and look for  INKLAND_NEARBY
                           others there; with =192.168.0.5 at that address
                           alone; "yes", or an address, there
  --peers-cache 1000       MB of other nodes' worlds to keep here            INKLAND_PEERS_CACHE
  --backups FOLDER         where to keep the backups it makes by itself;     INKLAND_BACKUPS
                           else beside the data folder
  --backup-every day       make one each hour, 6-hours, day or week, or      INKLAND_BACKUP_EVERY
                           never; else as the admins say
  --backup-at 3            the hour of the day for it, 0 to 23               INKLAND_BACKUP_AT
  --backup-keep 14         how many to keep                                  INKLAND_BACKUP_KEEP
  --alarms URL             where to send alarms about the disk, backups      INKLAND_ALARMS
                           and errors, as signed webhooks; what they are
                           signed with is said there alone                   INKLAND_ALARM_SECRET
  --connections 10000      most connections at once                          INKLAND_CONNECTIONS
  --metrics local          who can read /metrics: local, anyone              INKLAND_METRICS
                           or who sends INKLAND_METRICS_TOKEN, where it is set
  --log-level info         ${LOG_LEVELS.join(', ')}    INKLAND_LOG_LEVEL
  --help                   this text
`

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  store: { type: 'string' },
  pictures: { type: 'string' },
  'pictures-region': { type: 'string' },
  'pictures-plain': { type: 'string' },
  inside: { type: 'string' },
  'inside-listen': { type: 'string' },
  'busy-from': { type: 'string' },
  access: { type: 'string' },
  origin: { type: 'string', multiple: true },
  proxies: { type: 'string', multiple: true },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  oidc: { type: 'string' },
  peers: { type: 'string' },
  'peers-private': { type: 'string' },
  'peers-authorities': { type: 'string' },
  nearby: { type: 'string' },
  'peers-cache': { type: 'string' },
  backups: { type: 'string' },
  'backup-every': { type: 'string' },
  'backup-at': { type: 'string' },
  'backup-keep': { type: 'string' },
  alarms: { type: 'string' },
  connections: { type: 'string' },
  metrics: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Reads what is wished for; a flag wins over the environment. */
export function readStartRequest(
  args: readonly string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StartRequest {
  try {
    const flags = readFlags(args)
    if (flags.help) return { kind: 'help', text: HELP }
    const given = (name: Exclude<keyof typeof FLAGS, 'origin' | 'proxies' | 'help'>, otherwise: string) =>
      flags[name] ?? (environment[variable(name)] || otherwise)
    const proxies = flags.proxies ?? [environment[variable('proxies')] ?? '']
    const data = resolve(nonEmpty('data', flags.data ?? usualData(environment)))
    const store = storeIn(flags.store ?? usualStore(environment))
    if (store.kind === 'postgres' && given('backup-every', 'never') !== 'never') {
      throw new Wrong(
        '--backup-every saves data folders with SQLite: leave it out, and save PostgreSQL with pg_dump from a timer.',
      )
    }
    const origins = flags.origin ?? environment[variable('origin')]?.split(',').filter(Boolean) ?? []
    return {
      kind: 'serve',
      config: {
        port: whole('port', given('port', '7070'), 0, 65_535),
        host: hostOf(given('host', '127.0.0.1')),
        data,
        store,
        pictures: bucketOf({
          text: given('pictures', ''),
          region: given('pictures-region', ''),
          plain: given('pictures-plain', 'no'),
          key: bucketKey(environment),
        }),
        inside: insideOf('inside', given('inside', ''), store),
        insideListen: insideOf('inside-listen', given('inside-listen', ''), store),
        busyFrom: whole('busy-from', given('busy-from', '60'), 1, 10_000) / 100,
        isPasswordShown:
          flags.store !== undefined && store.kind === 'postgres' && store.database.password !== null,
        access: oneOf('access', given('access', 'accounts'), ['open', 'accounts']),
        origins: origins.map(originOf),
        proxies: proxies.flatMap((text) => rangesIn('proxies', text)),
        tls: tlsOf(given('tls-cert', ''), given('tls-key', '')),
        providers: providersOf(given('oidc', '')),
        peers: oneOf('peers', given('peers', 'open'), ['open', 'closed', 'off']),
        peersPrivate: privateIn(given('peers-private', 'no')),
        peersAuthorities: fileOf(given('peers-authorities', '')),
        nearby: nearbyIn(given('nearby', 'no')),
        peersCacheBytes: whole('peers-cache', given('peers-cache', '1000'), 0, 1_000_000) * 1024 * 1024,
        connectionsMax: whole('connections', given('connections', '10000'), 1, 1_000_000),
        backups: {
          folder: resolve(given('backups', '') || `${data}-backups`),
          plan: planOf(given('backup-every', ''), given('backup-at', '3'), given('backup-keep', '14')),
        },
        alarms: alarmsOf(given('alarms', ''), environment['INKLAND_ALARM_SECRET'] ?? ''),
        metrics: {
          readers: oneOf('metrics', given('metrics', 'local'), ['local', 'anyone']),
          token: metricsTokenIn(environment['INKLAND_METRICS_TOKEN'] ?? ''),
        },
        logLevel: oneOf('log-level', given('log-level', 'info'), LOG_LEVELS),
      },
    }
  } catch (error) {
    if (error instanceof Wrong) return { kind: 'wrong', sentence: error.message }
    throw error
  }
}

/** Short ones are guessed. */
const SECRET_MIN = 16

function metricsTokenIn(text: string): string | null {
  if (text === '') return null
  if (text.length >= SECRET_MIN) return text
  throw new Wrong(`INKLAND_METRICS_TOKEN takes a secret of ${SECRET_MIN} characters or more.`)
}

/** The secret is in the environment alone: command lines are in the list of processes. */
function alarmsOf(text: string, secret: string): Config['alarms'] {
  if (text === '') return null
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Wrong(`--alarms takes an address such as https://alarms.example/inkland, not "${text}".`)
  }
  if (secret.length >= SECRET_MIN) return { url: url.href, secret }
  throw new Wrong(
    `--alarms needs a secret of at least ${SECRET_MIN} characters in the environment, as INKLAND_ALARM_SECRET.`,
  )
}

const EVERY = { never: 0, hour: 1, '6-hours': 6, day: 24, week: 168 } as const

/** Null where nothing is said of how often. */
function planOf(every: string, at: string, keep: string): BackupPlan | null {
  const atHour = whole('backup-at', at, 0, 23)
  const kept = whole('backup-keep', keep, 1, BACKUPS_KEPT_MAX)
  if (every === '') return null
  const word = oneOf('backup-every', every, ['never', 'hour', '6-hours', 'day', 'week'])
  return { everyHours: EVERY[word], atHour, keep: kept }
}

/** The data folder when none is named, for the command line too. */
export function usualData(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment[variable('data')] || './data'
}

/** The store when none is named, for the command line too. */
export function usualStore(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment[variable('store')] || 'sqlite'
}

/** Where a move goes when its arguments do not say it; empty when nobody said it. */
export function usualMoveTarget(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return environment[variable('move-to')] || ''
}

/** The environment as it was given, for this program to be started again in it. */
export const givenEnvironment = (environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...environment,
})

/** What a bucket with pictures is opened with; the environment alone says it. */
const bucketKey = (environment: Readonly<Record<string, string | undefined>>): BucketKey => ({
  id: environment[BUCKET_KEY_ID] ?? '',
  secret: environment[BUCKET_SECRET] ?? '',
})
const BUCKET_KEY_ID = 'INKLAND_PICTURES_KEY_ID'
const BUCKET_SECRET = 'INKLAND_PICTURES_SECRET'

/**
 * Takes the password of the store, and the bucket with pictures and its key, out of what worker threads and
 * other programs that this process starts get.
 */
export function hideStore(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of [variable('store'), variable('pictures'), BUCKET_KEY_ID, BUCKET_SECRET])
    delete environment[name]
}

/**
 * The password of a person who signs in from the command line, where nobody can be asked; null when none is
 * given.
 */
export function givenPassword(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  return environment[variable('password')] || null
}

/** Says whether npm runs this process as a node: then a shell stands between, which passes no signal on. */
export function isUnderNpmStart(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const script = environment['npm_lifecycle_event']
  return script === 'start' || script === 'inkland'
}

const variable = (flag: string) => `INKLAND_${flag.toUpperCase().replace('-', '_')}`

/** The options that say something with no value, and more with one. */
const withValue = (arg: string): string =>
  ['--peers-private', '--nearby', '--pictures-plain'].includes(arg) ? `${arg}=yes` : arg

function readFlags(given: readonly string[]) {
  const args = given.map(withValue)
  const { tokens } = parseArgs({ args, options: FLAGS, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw new Wrong(`"${withoutPassword(token.value)}" is not an option; see --help.`)
    if (token.kind !== 'option') continue
    if (!Object.hasOwn(FLAGS, token.name)) {
      throw new Wrong(`There is no option ${token.rawName}; see --help.`)
    }
    if (token.name === 'help') continue
    // A value that starts with a dash is most likely the next option.
    if (token.value === undefined || (!token.inlineValue && token.value.startsWith('-'))) {
      throw new Wrong(`The option ${token.rawName} needs a value.`)
    }
  }
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: false }).values
  } catch (error) {
    throw new Wrong(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function storeIn(text: string): StoreAddress {
  try {
    return parseStoreAddress(text)
  } catch (error) {
    if (error instanceof StoreRefusal) throw new Wrong(error.message, { cause: error })
    throw error
  }
}

function insideOf(name: string, text: string, store: StoreAddress): string | null {
  if (text === '') return null
  if (store.kind !== 'postgres') {
    throw new Wrong(
      `--${name} is for several processes with one database: name it with --store, or leave --${name} out.`,
    )
  }
  if (parseInsideAddress(text) !== null) return text
  throw new Wrong(`--${name} takes a host and a port, such as 10.0.0.5:7071, not "${text}".`)
}

function providersOf(text: string): readonly Provider[] {
  try {
    return readProviders(text)
  } catch (error) {
    if (error instanceof ProviderFault)
      throw new Wrong(`--oidc cannot be used: ${error.message}.`, { cause: error })
    throw error
  }
}

const fileOf = (text: string): string | null => (text === '' ? null : resolve(text))
