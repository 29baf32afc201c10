// The cluster of all that people and other nodes come through: routes, sockets and pages, on one port.
import { hostname } from 'node:os'
import { isIPv6 } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/node-config.ts'
import { acceptInTurns } from '../http/edge/accept-turns.ts'
import {
  close,
  createBoundedServer,
  listen,
  renew,
  type Door,
  type Entrance,
} from '../http/edge/http-server.ts'
import type { RequestListeners } from '../http/edge/accept-turns.ts'
import { createGuard, type Guard } from '../http/edge/origin-guard.ts'
import { createUpgrade } from '../http/edge/socket-upgrade.ts'
import { createApp } from '../http/http-app.ts'
import type { HttpServices, WorldServices } from '../http/routing/http-services.ts'
import type { Tls } from '../tls/tls-files.ts'
import { watchTls } from '../tls/tls-watch.ts'
import type { NodeEndings } from './account-endings.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeUpkeep } from './node-upkeep.ts'
import type { NodeWorlds } from './node-worlds.ts'
import type { AmongProcesses } from './among-processes.ts'

/** Where the built client is. */
export const CLIENT = fileURLToPath(new URL('../../client/dist', import.meta.url))

/** How long answers that are under way may take when the node stops, in ms. */
const ANSWERS_MS = 3_000

interface NodeHttp extends Entrance {
  readonly url: string
  /** Open connections, idle ones too. */
  connections(): number
  /** Where the first account is made, with this secret. */
  firstLink(secret: string): string
}

interface HttpParts {
  readonly accounts: NodeAccounts
  readonly worlds: NodeWorlds
  readonly endings: NodeEndings
  readonly upkeep: NodeUpkeep
  /** Worlds' files that are judged, and where they lie meanwhile. */
  readonly files: WorldServices['files']
  readonly previews: WorldServices['previews']
  readonly tls: Tls | null
  /** The processes that this one is one of; null: there is no other. */
  readonly among: AmongProcesses | null
}

/** Listens for people. */
export async function listenForPeople(
  { config, clock, log }: Pick<NodeBase, 'config' | 'clock' | 'log'>,
  tls: Tls | null,
  listeners: (door: Door) => RequestListeners,
): Promise<Entrance> {
  const server = createBoundedServer(listeners, { connectionsMax: config.connectionsMax, clock, tls })
  const port = await listen(server, config.port, config.host)
  const endWatch =
    config.tls === null || tls === null
      ? () => undefined
      : watchTls({
          files: config.tls,
          origins: config.origins,
          first: tls,
          clock,
          log,
          serve: (next) => renew(server, next),
        })
  return {
    port,
    close() {
      endWatch()
      return close(server, ANSWERS_MS, clock)
    },
  }
}

/** Listens; where there are other processes, at the door that is open already. */
export async function openNodeHttp(base: NodeBase, from: HttpParts): Promise<NodeHttp> {
  const { config, clock, log } = base
  const { tls, among } = from
  const services = servicesOf(base, from)
  const { guard, access, worlds, nodes } = services
  const upgrades = {
    guard,
    sessions: access.sessions,
    sync: worlds.sync,
    peers: nodes.peers,
    clock,
    log,
  }
  let limits: Door | null = among?.limits ?? null
  const listen = (): Promise<Entrance> =>
    listenForPeople(base, tls, (door) => {
      limits = door
      const taking = { request: createApp(services, door), upgrade: createUpgrade(upgrades, door) }
      return acceptInTurns(guard, taking, clock)
    })
  if (among !== null) {
    const upgrade = among.route(createUpgrade(upgrades, among.limits), access)
    among.door.serve(among.standstill.guard({ request: createApp(services, among.limits), upgrade }))
  }
  const entrance = among?.entrance ?? (await listen())
  const { port } = entrance
  const scheme = tls === null ? 'http' : 'https'
  return {
    url: `${scheme}://${hostIn(config)}:${port}`,
    port,
    connections: () => limits?.count() ?? 0,
    firstLink: (secret) => firstLink(config, scheme, port, secret),
    close: () => entrance.close(),
  }
}

/** The services that the routes are built over. */
function servicesOf(
  { config, clock, random, log }: NodeBase,
  { accounts, worlds, endings, upkeep, files, previews, tls, among }: HttpParts,
): HttpServices {
  const { access, audit, loans, pictures, drafts, templateOffers } = accounts
  const {
    otherNodes,
    sync,
    owner,
    history,
    versions,
    mayLookBack,
    historySettings,
    merging,
    offers,
    comments,
    publishing,
    erasing,
  } = worlds
  const { identity, transfers, pairing, friends } = otherNodes
  const { peers, foreign } = config.peers === 'off' ? { peers: null, foreign: null } : otherNodes
  const nearby = () => otherNodes.nearby()
  return {
    access: { ...access, rightOf: publishing.rightOf },
    worlds: {
      sync,
      owner,
      pictures,
      files,
      previews,
      loans,
      audit,
      history,
      versions,
      mayLookBack,
      historySettings,
      drafts,
      templateOffers,
      merging,
      offers: peers === null ? null : offers,
      comments,
      publishing,
      erasing,
    },
    nodes: { identity, peers, foreign, transfers, pairing, friends, nearby },
    handover: endings,
    upkeep,
    processes: among?.processes ?? null,
    allowPrivate: config.peersPrivate,
    guard: guardOf(config, tls?.names),
    clientFolder: CLIENT,
    metrics: config.metrics,
    clock,
    random,
    log,
  }
}

export const guardOf = (
  { host, origins, proxies }: Pick<Config, 'host' | 'origins' | 'proxies'>,
  certified: readonly string[] = [],
): Guard => createGuard({ host, machine: hostname(), origins, proxies, certified })

export const hostIn = ({ host }: Pick<Config, 'host'>): string => (isIPv6(host) ? `[${host}]` : host)

/** The person who reads the console can open it: at the node's public address, or on this machine. */
function firstLink(config: Config, scheme: string, port: number, secret: string): string {
  const isAll = config.host === '0.0.0.0' || config.host === '::'
  const here = `${scheme}://${isAll ? 'localhost' : hostIn(config)}:${port}`
  return `${config.origins[0] ?? here}/first#${secret}`
}
