// Things that changed hands between this node and another one, of which one of the two knows nothing any
// more, since it was restored from a backup of before. Then a thing is in both places, or in none. Nodes
// compare what they know, and both tell their people: at once, or when they come.
import { z } from 'zod'
import { GIFT_NAME_MAX, GIFTS_MAX, type ComparedGifts } from '../../../shared/wire/peers/transfer-bodies.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/time/durations.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import {
  nodeOf,
  parseAnyAccount,
  type AccountName,
  type Address,
  type MemberId,
  type NodeName,
  type WorldId,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { Ages } from '../../records/age-clock.ts'
import { memberId } from '../../records/record-shapes.ts'
import type { RecordTables, RecordTable, TableChange } from '../../records/record-tables.ts'
import type { ActionClient, ServerClock } from '../../sync/sync-server.ts'
import { Retries } from '../../time/retries.ts'
import type { RemoteGifts } from './transfer-client.ts'
import { isWith, keyOf, SILENT_MS } from './transfer-records.ts'
import type { TransferReceiver } from './transfer-receiver.ts'
import type { TransferSender } from './transfer-sender.ts'

/** What is older is forgotten by both, and not compared, in ms. */
const COMPARED_MS = 29 * DAY_MS
/** How long it is known that somebody was told, in ms: nobody is told twice. */
const TOLD_MS = 60 * DAY_MS
/** Of one node so many are noted at once: it may claim anything. */
const NOTED_MAX = 200

const GiftNote = z.object({ member: memberId, words: z.string(), since: z.number(), isTold: z.boolean() })
type GiftNote = z.infer<typeof GiftNote>

export interface UndoneGiftOptions {
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly clock: ServerClock
  readonly ages: Pick<Ages, 'now' | 'ageOf'>
  readonly sending: Pick<TransferSender, 'gifts' | 'knows' | 'forgetting'>
  readonly receiving: Pick<TransferReceiver, 'gifts' | 'knows' | 'forgetting'>
  readonly remote: RemoteGifts
  readonly self: () => NodeName
  readonly people: {
    /** Somebody of this node. */
    named(account: AccountName): Promise<MemberId | null>
    /** The owner of a world of this node. */
    ownerAt(world: Address): Promise<MemberId | null>
    ownerOf(world: WorldId): Promise<MemberId | null>
    /** The node of somebody of another one; null: they are of this one. */
    nodeOf(member: MemberId): NodeName | null
  }
}

export async function openUndoneGifts(options: UndoneGiftOptions): Promise<UndoneGifts> {
  return new UndoneGifts(
    options,
    await options.tables.table('undone-gift', GiftNote, { holderOf: ({ member }) => member, isOwed: true }),
  )
}

export class UndoneGifts {
  readonly #options: UndoneGiftOptions
  readonly #notes: RecordTable<GiftNote>
  readonly #tries: Retries
  readonly #here = new Map<MemberId, Set<ActionClient>>()
  #endRepeat = (): void => undefined

  constructor(options: UndoneGiftOptions, notes: RecordTable<GiftNote>) {
    this.#options = options
    this.#notes = notes
    this.#tries = new Retries(options)
  }

  /** Compares now, and again each hour. */
  resume(): void {
    const { clock, onFault } = this.#options
    this.#endRepeat = repeat(() => this.#compareAll(), { everyMs: HOUR_MS, isDueNow: true, clock, onFault })
  }

  awake(node: NodeName): void {
    void this.#tries.begin(node, () => this.#compare(node))
  }

  stop(): void {
    this.#endRepeat()
    this.#tries.stop()
  }

  came(asker: ActionClient): void {
    const { id } = asker.member
    this.#here.set(id, (this.#here.get(id) ?? new Set()).add(asker))
    this.#tell(id).catch(this.#options.onFault)
  }

  gone(asker: ActionClient): void {
    const { id } = asker.member
    const askers = this.#here.get(id)
    askers?.delete(asker)
    if (askers?.size === 0) this.#here.delete(id)
  }

  /** Another node says what it knows; answers of what this one knows nothing, and tells its people. */
  async compared(node: NodeName, { sent, got }: ComparedGifts): Promise<string[]> {
    const { sending, receiving, people } = this.#options
    const lost = sent.filter(({ id }) => !receiving.knows(node, id))
    const back = got.filter(({ id }) => !sending.knows(node, id))
    for (const { id, name, to } of lost) {
      const what = `“${name}”, which came to you from ${node}`
      const words = `${what}, is not here any more: ${RESTORED_HERE}`
      await this.#note(node, id, to && (await people.ownerAt(to)), words)
    }
    for (const { id, name, from } of back) {
      const again = `“${name}”, which you gave away at ${node}, is here again: ${RESTORED_HERE}`
      const words = `${again} The one at ${node} is still there.`
      await this.#note(node, id, from && (await people.named(from)), words)
    }
    return [...lost, ...back].map(({ id }) => id)
  }

  #compareAll(): void {
    const { sending, receiving } = this.#options
    for (const { node } of [...sending.gifts(this.#since), ...receiving.gifts(this.#since)]) this.awake(node)
  }

  get #since(): number {
    return this.#options.ages.now() - COMPARED_MS
  }

  async #compare(node: NodeName): Promise<'done'> {
    const { sending, receiving, remote, people, self } = this.#options
    const ofNode = <Gift extends { readonly node: NodeName }>(gifts: readonly Gift[]): readonly Gift[] =>
      gifts.filter((gift) => gift.node === node).slice(-GIFTS_MAX)
    const sent = ofNode(sending.gifts(this.#since))
    const got = ofNode(receiving.gifts(this.#since))
    if (sent.length + got.length === 0) return 'done'
    const unknown = new Set(
      await remote.compare(node, {
        sent: sent.map(({ id, name, to }) => ({ id, name: shortened(name), to })),
        got: got.map(({ id, name, from }) => ({
          id,
          name: shortened(name),
          from: giverAt(node, self(), from),
        })),
      }),
    )
    for (const { id, name, by, from } of sent) {
      if (!unknown.has(id)) continue
      const isOurs = people.nodeOf(by) === null
      const giver = isOurs ? by : from && (await people.ownerOf(from))
      const words = `“${name}”, which went from you to ${node}, is gone there: ${restoredThere(node)}`
      await this.#note(node, id, giver, words, [sending.forgetting(node, id)])
    }
    for (const { id, name, from, world } of got) {
      if (!unknown.has(id)) continue
      const what = `“${name}”, which came from ${from} to ${world}`
      const words = `${what}, is at ${node} again, too: ${restoredThere(node)}`
      await this.#note(node, id, await people.ownerAt(world), words, [receiving.forgetting(node, id)])
    }
    return 'done'
  }

  /** Notes what somebody is told, once; with `changes`, which end that it is compared. */
  async #note(
    node: NodeName,
    id: string,
    member: MemberId | null,
    words: string,
    changes: readonly TableChange[] = [],
  ): Promise<void> {
    const { tables, clock, ages } = this.#options
    const [key, now] = [keyOf(node, id), clock.now()]
    await tables.change(() => {
      const old = [...this.#notes.entries()].filter(
        ([, { since, isTold }]) => ages.ageOf(since) > (isTold ? TOLD_MS : SILENT_MS),
      )
      const noted = [...this.#notes.entries()].filter(([of]) => isWith(of, node))
      const isDue = member !== null && this.#notes.get(key) === null && noted.length < NOTED_MAX
      return [
        ...changes,
        ...old.map(([of]) => this.#notes.forget(of)),
        ...(isDue ? [this.#notes.add(key, { member, words, since: now, isTold: false })] : []),
      ]
    })
    if (member !== null) await this.#tell(member)
  }

  async #tell(member: MemberId): Promise<void> {
    const askers = [...(this.#here.get(member) ?? [])]
    if (askers.length === 0) return
    for (const [key, note] of this.#notes.entries()) {
      if (note.member !== member || note.isTold) continue
      const isTold = await this.#options.tables.change(() =>
        this.#notes.get(key)?.isTold === false ? [this.#notes.set(key, { ...note, isTold: true })] : null,
      )
      if (isTold) for (const asker of askers) asker.tell({ type: 'notice', words: note.words })
    }
  }
}

const shortened = (name: string): string => name.slice(0, GIFT_NAME_MAX).toWellFormed()
const RESTORED_HERE = 'this node was restored from a backup of before that.'
const restoredThere = (node: NodeName): string => `${node} was restored from a backup of before that.`

/** The giver of a thing, as their own node calls them; null: it did not say, or they are of another one. */
function giverAt(node: NodeName, self: NodeName, from: string): AccountName | null {
  const account = parseAnyAccount(from)
  const named = account && nameAsSeenFrom(account, self, node)
  return named !== null && nodeOf(named) === null ? named : null
}
