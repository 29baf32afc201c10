// The draft that an offer is here: the world's state at its base, and the rows that are offered, by their
// people.
import {
  makeLineId,
  makeWorldId,
  OWNER,
  parseAddress,
  partsOf,
  type AccountName,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import { OFFER_BYTES_MAX, OFFER_PARTS_MAX } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import type { OfferedDraft } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { partsIn, readSmallUpdate } from '../../../shared/yjs/update-reader.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { ImportedRow, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sceneOf, type HistoryPlace } from '../history-places.ts'
import { basePin } from './draft-lines.ts'

export interface OfferWorldParts {
  readonly store: Store
  readonly drafts: Drafts
  readonly clock: ServerClock
  readonly random: RandomBytes
  /** An offer is here, and its parent decides who may look at it. */
  readonly onPlaced: (offer: WorldId, parent: WorldRecord) => void
}

export interface OfferedClient {
  /** Of all that is offered. */
  readonly client: number
  /** Its clocks go from 0 up to this. */
  readonly length: number
}

/**
 * The one client that wrote all rows; null where they are of several, or of one that is in the world already,
 * do not follow each other, delete what the base does not have, or say too much. Reads a row in a turn.
 */
export async function clientOf(
  rows: OfferedDraft['rows'],
  { base, now }: { readonly base: ReadonlyMap<number, number>; readonly now: ReadonlyMap<number, number> },
  clock: Pick<ServerClock, 'soon'>,
): Promise<OfferedClient | null> {
  let client: number | null = null
  let length = 0
  let parts = 0
  let bytes = 0
  for (const { update } of rows) {
    bytes += update.length
    if (bytes > OFFER_BYTES_MAX) return null
    await new Promise<void>((resolve) => clock.soon(resolve))
    const reading = readSmallUpdate(update, OFFER_PARTS_MAX - parts)
    if (typeof reading === 'string') return null
    parts += partsIn(reading)
    for (const section of reading.sections) {
      client ??= section.client
      if (section.client !== client || base.has(client) || now.has(client)) return null
      const isOdd = section.structs.some(({ kind, content }) => kind !== 'item' || content === 'document')
      if (section.clock !== length || isOdd) return null
      length = section.end
    }
    const isKnown = (of: { client: number; clock: number; length: number }): boolean =>
      of.clock + of.length <= (of.client === client ? length : (base.get(of.client) ?? 0))
    if (!reading.deleted.every(isKnown)) return null
  }
  // What is only deleted needs no client of its own; the number is in no document then.
  return { client: client ?? 0, length }
}

interface NewOfferWorld extends OfferedClient {
  readonly offered: OfferedDraft
  readonly by: MemberId
  /** Of the people of that node who wrote rows of it. */
  readonly authors: ReadonlyMap<AccountName, MemberId>
  /** Of the record of the offer. */
  readonly key: string
}

/** Makes the world; what is left of it after a stop goes when the node starts. */
export async function placeOffer(
  parts: OfferWorldParts,
  parent: WorldRecord,
  base: HistoryPlace & { readonly state: Uint8Array },
  offer: NewOfferWorld,
): Promise<WorldId> {
  const { store, drafts, clock, random, onPlaced } = parts
  const { offered, by, key, client, length } = offer
  const at = clock.now()
  const identity = { id: makeWorldId(random), line: makeLineId(random) }
  await store.pin(sceneOf(parent), base.sequence, basePin(identity.id))
  await drafts.add(identity.id, {
    parent: parent.id,
    title: offered.title,
    base: base.revision,
    baseLine: parent.line,
    open: offered.open.map(({ id, key: name, ...value }) => ({ id, key: name, ...value })),
    offer: key,
    by,
    createdAt: at,
  })
  onPlaced(identity.id, parent)
  const staged = await store.stage(at)
  try {
    const { clients } = await store.open(sceneOf(parent))
    const owners = length === 0 ? clients : new Map([...clients, [client, by]])
    const rows = rowsOf(offer, { id: identity.id, at, state: base.state })
    await store.importLog({ world: staged, kind: 'scene' }, { rows, clients: owners })
    const word = Buffer.from(random(8)).toString('hex')
    const address = parseAddress(`${partsOf(parent.address).account}/offer-${word}`)
    if (address === null) throw new Error(`${parent.address} has no name for an offer beside it`)
    const as = { ...identity, address, title: parent.title, names: [], owner: null }
    if ((await store.publish(staged, as)) === null)
      throw new Error('an offer has the address of another world')
    return identity.id
  } catch (error) {
    await store.destroy(staged).catch(() => {})
    await drafts.forget(identity.id).catch(() => {})
    await store.unpin(sceneOf(parent), basePin(identity.id)).catch(() => {})
    throw error
  }
}

function rowsOf(
  { offered, by, authors }: NewOfferWorld,
  { id, at, state }: { readonly id: WorldId; readonly at: number; readonly state: Uint8Array },
): ImportedRow[] {
  const row = { firstAt: at, lastAt: at, updates: 1, quarantined: false }
  return [
    { ...row, member: OWNER, bytes: state, note: { kind: 'draft', id } },
    ...offered.rows.map(({ update, by: account, at: writtenAt }) => ({
      ...row,
      member: (account && authors.get(account)) ?? by,
      bytes: update,
      // No node has a say in what is to come.
      writtenAt: Math.min(writtenAt, at),
    })),
  ]
}
