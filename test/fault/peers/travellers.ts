// People of two nodes, driven by programs instead of browsers: the things in their worlds, and where
// everybody is found.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { parseAnyAddress, type Address } from '../../../shared/world/address.ts'
import { createArtifact, type NewArtifact } from '../../../shared/world/edits/place-edits.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { id } from '../../unit/world/made.ts'

export type Thing = Omit<NewArtifact, 'id' | 'place'> & { readonly x: number; readonly y: number }

function address(text: string): Address {
  const read = parseAnyAddress(text)
  if (read === null) throw new Error(`${text} is no address`)
  return read
}

/** A portal at the entrance, so that a newcomer stands beside it. */
export const portal = (name: string, to: string, x = 430): Thing => ({
  name,
  x,
  y: 131,
  look: { width: 40, height: 40 },
  properties: { portal: address(to), passable: true, pickable: false },
})

/** A stock client of somebody at the scene of a world. */
export function stockClient(
  { server }: AccountsNode,
  { cookie }: Somebody,
  world: string,
): WebsocketProvider {
  class OwnSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { cookie } })
    }
  }
  return new WebsocketProvider(`${server.wsUrl}/sync`, world, new Y.Doc(), {
    disableBc: true,
    WebSocketPolyfill: OwnSocket as unknown as typeof globalThis.WebSocket,
  })
}

/** Puts things into a world of somebody, each under its name as its id. */
export async function furnish(
  node: AccountsNode,
  somebody: Somebody,
  world: string,
  things: readonly Thing[],
): Promise<void> {
  const open = (): WebsocketProvider => stockClient(node, somebody, world)
  const provider = open()
  await until('the world is there', () => provider.synced)
  const view = createView(provider.doc, null)
  for (const { x, y, ...thing } of things) {
    const place = { host: view.root ?? id('root'), x, y }
    const made = createArtifact({ view, origin: null }, { ...thing, id: id(thing.name), place })
    if (!made.ok) throw new Error(made.text)
  }
  const other = open()
  await until('it is saved', () => other.synced && createView(other.doc, null).size > things.length)
  for (const each of [provider, other]) each.destroy()
}

/** Somebody of a node, driven by a program, who looks at a world. */
export function drive({ url }: AccountsNode, somebody: Somebody, world: string): Promise<Driver> {
  const { name, cookie: session } = somebody
  return connect({ server: url, name, session, world, platform: globalThis, WebSocket })
}

/** Somebody as another one sees them, away or not; null: they are not in that world. */
export function seen({ view }: Driver, account: string): Artifact | null {
  return [...view.artifacts()].find(({ avatar }) => avatar?.account === account) ?? null
}

/** Whether an account is seen by somebody, and not away. */
export const isSeen = (by: Driver, account: string): boolean => seen(by, account)?.avatar?.isAway === false

/** One tab of somebody, as frames: cheaper than a driver. */
export async function tabIn(
  { server }: AccountsNode,
  { cookie }: Somebody,
  world: string,
  session: string,
): Promise<Tab> {
  const [of = '', name = ''] = world.split('/')
  const path = `${encodeURIComponent(of)}/${encodeURIComponent(name)}/live?inkland=1`
  return Tab.on(await RawClient.open(`${server.wsUrl}/sync/${path}`, { cookie }), session)
}
