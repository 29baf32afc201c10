// People on a node in this process, each in some tabs; and their data on its disk.
import * as Y from 'yjs'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { createPlay } from '../../../shared/play/create-play.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import {
  actionFrame,
  parseEvent,
  parseOutcome,
  type WireEvent,
} from '../../../shared/wire/frames/action-frames.ts'
import { parseAddress, parseMemberId, type ArtifactId, type MemberId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { createArtifact, type NewArtifact } from '../../../shared/world/edits/place-edits.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { RawClient } from '../sync/client.ts'
import { openStock } from '../sync/stock.ts'
import { until } from '../sync/until.ts'
import { id } from '../world/made.ts'
import { startHome, type Home, type HomeOptions } from './home.ts'

/** A node whose worlds are really played; in no page of theirs is any code. */
export function startPlayed(options: HomeOptions = {}): Promise<Home> {
  return startHome({ ...options, owner: { createPlay, ...options.owner } })
}

type Of<Type extends WireEvent['type']> = Extract<WireEvent, { readonly type: Type }>

/** One tab of somebody in a world. */
export class Tab {
  readonly client: RawClient
  readonly session: string
  #sequence = 0

  private constructor(client: RawClient, session: string) {
    this.client = client
    this.session = session
  }

  /** `?member=NAME` stands for a session. */
  static async open(
    { url }: Pick<Home, 'url'>,
    member: string,
    world: string,
    session: string,
  ): Promise<Tab> {
    return Tab.on(await RawClient.open(`${url}/${world}/live?inkland=1&member=${member}`), session)
  }

  /** On a connection to a world's live document. */
  static async on(client: RawClient, session: string): Promise<Tab> {
    const tab = new Tab(client, session)
    await until(() => tab.events('you').length > 0 || client.closed !== null, 'somebody is told who they are')
    return tab
  }

  events<Type extends WireEvent['type']>(type: Type): readonly Of<Type>[] {
    const events = this.client.of('event').map(({ json }) => parseEvent(json))
    return events.filter((event): event is Of<Type> => event?.type === type)
  }

  get you(): Of<'you'> {
    const you = this.events('you').at(-1)
    if (you === undefined) throw new Error('nobody was told who they are')
    return you
  }

  get body(): ArtifactId {
    const { body } = this.you
    if (body === null) throw new Error('somebody without a body')
    return body
  }

  /** Sends an action, and does not wait for its outcome. */
  send(action: Action, sequence = ++this.#sequence): void {
    this.client.send(actionFrame(sequence, { session: this.session, action }))
  }

  async ask(action: Action, sequence = ++this.#sequence): Promise<Outcome> {
    const before = this.client.of('outcome').length
    this.send(action, sequence)
    const isAnswered = (): boolean => this.client.of('outcome').length > before
    await until(() => isAnswered() || this.client.closed !== null, `the outcome of ${action.verb}`)
    if (!isAnswered()) throw new Error(`closed before the outcome: ${JSON.stringify(this.client.closed)}`)
    const outcome = parseOutcome(this.client.of('outcome').at(-1)?.json ?? '')
    if (outcome === null) throw new Error('an outcome that cannot be read')
    return outcome
  }

  close(): void {
    this.client.close()
  }
}

export const member = (name: string): MemberId => parseMemberId(name)!

export async function worldAt(store: Store, address: string): Promise<WorldRecord> {
  const found = await store.find(parseAddress(address)!)
  if (found === null) throw new Error(`there is no ${address}`)
  return found
}

/** A world as it stands on the disk. */
export async function viewOf(store: Store, address: string): Promise<View> {
  const { key } = await worldAt(store, address)
  const [scene, live] = await Promise.all(
    (['scene', 'live'] as const).map(async (kind) => {
      const doc = new Y.Doc()
      const { snapshot, tail } = await store.open({ world: key, kind })
      if (snapshot !== null) Y.applyUpdate(doc, snapshot)
      for (const { bytes } of tail) Y.applyUpdate(doc, bytes)
      return doc
    }),
  )
  return createView(scene!, live!)
}

/** Everything of a name that stands anywhere, by world. */
export async function placesOf(
  store: Store,
  name: string,
): Promise<readonly (readonly [string, Artifact])[]> {
  const found: (readonly [string, Artifact])[] = []
  for (const { address } of await store.worlds('here')) {
    const view = await viewOf(store, address)
    for (const thing of view.artifacts()) if (thing.name === name) found.push([address, thing])
  }
  return found
}

/** Somebody with a stock client puts things into a world, which is made where it is not there yet. */
export async function furnish(
  { url }: Pick<Home, 'url'>,
  world: string,
  things: readonly (Omit<NewArtifact, 'id' | 'place'> & { readonly x: number; readonly y: number })[],
): Promise<void> {
  const provider = openStock(url, world)
  await until(() => provider.synced, 'a world is there')
  const view = createView(provider.doc, null)
  for (const { x, y, ...thing } of things) {
    const host = view.root ?? id('root')
    const made = createArtifact(
      { view, origin: null },
      { ...thing, id: id(thing.name), place: { host, x, y } },
    )
    if (!made.ok) throw new Error(made.text)
  }
  await until(() => provider.ws?.bufferedAmount === 0, 'it is sent')
  const other = openStock(url, world)
  await until(() => other.synced && createView(other.doc, null).size > things.length, 'it is saved')
  for (const each of [provider, other]) {
    each.destroy()
    each.awareness.destroy()
  }
}
