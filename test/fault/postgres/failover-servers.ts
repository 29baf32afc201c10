// A primary and its standby that Patroni looks after, with etcd and HAProxy, as docs/cluster.md describes
// them: all real programs of this machine. A commit counts once both have it (synchronous_mode_strict).
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { until } from '../../process.ts'
import { freePort } from '../../support/free-port.ts'
import { AS_ITS_USER } from '../../support/postgres/programs.ts'
import { askAt, folderOfItsUser } from '../../support/postgres/server.ts'

const PROGRAMS = ['/usr/bin/patroni', '/usr/bin/etcd', '/usr/sbin/haproxy']
/** With pg_rewind, which brings back a primary that was killed. */
const POSTGRES = globSync('/usr/lib/postgresql/*/bin/pg_rewind').sort().at(-1) ?? null
export const hasFailover = POSTGRES !== null && PROGRAMS.every((path) => existsSync(path))

/** The least that Patroni takes: so long after the last word of a primary another one takes over, in s. */
const LEADER_S = 20
/** A start of a standby copies the primary, and the machine may have much other work. */
const READY_MS = 180_000

interface Server {
  readonly name: string
  readonly port: number
  /** Where Patroni tells what the server is. */
  readonly health: number
  readonly config: string
  readonly data: string
  patroni: ChildProcess | null
}

interface FailoverServers extends AsyncDisposable {
  /** `postgres://…` of a database at the primary, whichever that is. */
  readonly url: string
  /**
   * Kills the primary's processes (SIGKILL). With its Patroni it is a machine that is gone, and the standby
   * takes over after 20 s; alone, it is a database that crashed, and its Patroni hands over at once.
   */
  killPrimary(how: 'machine' | 'database'): Promise<void>
  /** Kills the standby, as a machine that is gone. */
  killStandby(): Promise<void>
  /** Starts what was killed. */
  revive(): void
  /** Resolves when there is a primary whose standby confirms its commits. */
  ready(): Promise<void>
  /** How many times another server has become the primary. */
  promotions(): Promise<number>
}

export async function startFailover(database: string): Promise<FailoverServers> {
  const folder = folderOfItsUser()
  const [etcd, peers, proxy] = [await freePort(), await freePort(), await freePort()]
  const servers = [await server(folder, 'one', etcd), await server(folder, 'two', etcd)]
  const others: ChildProcess[] = []
  const started = { servers, others, folder }
  try {
    others.push(run(['/usr/bin/etcd', ...etcdOptions(folder, etcd, peers)]))
    for (const each of servers) startPatroni(each)
    await ready(servers)
    await askAt(urlAt((await primaryOf(servers))?.port ?? 0, 'postgres'), `CREATE DATABASE ${database}`)
    writeFileSync(join(folder, 'haproxy.cfg'), proxyConfig(servers, proxy), { mode: 0o644 })
    others.push(run(['/usr/sbin/haproxy', '-db', '-f', join(folder, 'haproxy.cfg')]))
  } catch (error) {
    await stopAll(started)
    throw error
  }
  return {
    url: urlAt(proxy, database),
    async killPrimary(how) {
      await kill(await primaryNow(servers), how)
    },
    async killStandby() {
      const primary = await primaryNow(servers)
      const standby = servers.find((each) => each !== primary)
      if (standby === undefined) throw new Error('there is no standby to kill')
      await kill(standby, 'machine')
    },
    revive() {
      for (const each of servers) if (each.patroni === null) startPatroni(each)
    },
    ready: () => ready(servers),
    promotions: async () => (await stateOf(await primaryNow(servers)))?.timeline ?? 0,
    [Symbol.asyncDispose]: () => stopAll(started),
  }
}

const urlAt = (port: number, database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`

const run = (command: readonly string[]): ChildProcess => {
  const [program = '', ...args] = [...AS_ITS_USER, ...command]
  return spawn(program, args, { cwd: '/', stdio: 'ignore' })
}

function startPatroni(server: Server): void {
  const patroni = run(['/usr/bin/patroni', server.config])
  server.patroni = patroni
  patroni.once('exit', () => {
    if (server.patroni === patroni) server.patroni = null
  })
}

/** Every process of a server, and that of its Patroni when its machine is gone. */
async function kill(server: Server, how: 'machine' | 'database'): Promise<void> {
  const { patroni } = server
  // Patroni first: it would begin to hand over.
  if (how === 'machine' && patroni !== null) {
    server.patroni = null
    for (const pid of childrenOf(patroni.pid ?? 0)) process.kill(pid, 'SIGKILL')
    if (patroni.exitCode === null && patroni.signalCode === null) {
      patroni.kill('SIGKILL')
      await once(patroni, 'exit')
    }
  }
  const pid = Number(readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n')[0])
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
}

const childrenOf = (pid: number): number[] => {
  const path = `/proc/${pid}/task/${pid}/children`
  return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : []
}

interface State {
  readonly role: string
  readonly state: string
  readonly timeline?: number
  readonly sync_standby?: boolean
}

/** What a server's Patroni says; null where it says nothing. */
async function stateOf(server: Server | null): Promise<State | null> {
  if (server === null) return null
  const answer = await fetch(`http://127.0.0.1:${server.health}/patroni`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null)
  return answer === null ? null : ((await answer.json().catch(() => null)) as State | null)
}

async function primaryOf(servers: readonly Server[]): Promise<Server | null> {
  for (const each of servers) {
    const answer = await fetch(`http://127.0.0.1:${each.health}/primary`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => null)
    if (answer?.status === 200) return each
  }
  return null
}

const primaryNow = (servers: readonly Server[]): Promise<Server> =>
  until('there is a primary', () => primaryOf(servers), READY_MS)

async function ready(servers: readonly Server[]): Promise<void> {
  await until(
    'the primary has a standby that confirms',
    async () => {
      const states = await Promise.all(servers.map(stateOf))
      return (await primaryOf(servers)) !== null && states.some((state) => state?.sync_standby === true)
    },
    READY_MS,
  )
}

async function stopAll(started: {
  readonly servers: readonly Server[]
  readonly others: readonly ChildProcess[]
  readonly folder: string
}): Promise<void> {
  for (const server of started.servers)
    if (existsSync(join(server.data, 'postmaster.pid'))) await kill(server, 'machine').catch(() => undefined)
    else server.patroni?.kill('SIGKILL')
  for (const child of started.others)
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL')
  for (const child of started.others) child.kill('SIGKILL')
  rmSync(started.folder, { recursive: true, force: true, maxRetries: 5 })
}

const etcdOptions = (folder: string, clients: number, peers: number): string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  '--name=inkland',
  `--listen-client-urls=http://127.0.0.1:${clients}`,
  `--advertise-client-urls=http://127.0.0.1:${clients}`,
  `--listen-peer-urls=http://127.0.0.1:${peers}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
  `--initial-cluster=inkland=http://127.0.0.1:${peers}`,
]

async function server(folder: string, name: string, etcd: number): Promise<Server> {
  const [port, health] = [await freePort(), await freePort()]
  const [data, config] = [join(folder, name), join(folder, `${name}.json`)]
  writeFileSync(config, JSON.stringify(patroniConfig({ folder, name, etcd, port, health, data })), {
    mode: 0o644,
  })
  return { name, port, health, config, data, patroni: null }
}

/** JSON is YAML, too. */
const patroniConfig = (of: {
  readonly folder: string
  readonly name: string
  readonly etcd: number
  readonly port: number
  readonly health: number
  readonly data: string
}): object => ({
  scope: 'inkland',
  name: of.name,
  restapi: { listen: `127.0.0.1:${of.health}`, connect_address: `127.0.0.1:${of.health}` },
  etcd3: { hosts: `127.0.0.1:${of.etcd}` },
  bootstrap: {
    dcs: {
      ttl: LEADER_S,
      loop_wait: 1,
      retry_timeout: 3,
      synchronous_mode: true,
      synchronous_mode_strict: true,
      // A database that crashed is left to its standby at once.
      master_start_timeout: 0,
      postgresql: { use_pg_rewind: true, use_slots: true, parameters: { max_connections: 200 } },
    },
    initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'],
    pg_hba: ['host replication replicator 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 trust'],
  },
  postgresql: {
    listen: `127.0.0.1:${of.port}`,
    connect_address: `127.0.0.1:${of.port}`,
    data_dir: of.data,
    bin_dir: dirname(POSTGRES ?? ''),
    pgpass: join(of.folder, `${of.name}.pgpass`),
    authentication: {
      superuser: { username: 'postgres' },
      replication: { username: 'replicator' },
    },
    parameters: { unix_socket_directories: of.folder },
  },
})

/** As in docs/cluster.md: connections go to the primary, and end when it is one no more. */
const proxyConfig = (servers: readonly Server[], port: number): string => `
defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen database
  bind 127.0.0.1:${port}
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.map((each) => `  server ${each.name} 127.0.0.1:${each.port} check port ${each.health}`).join('\n')}
`
