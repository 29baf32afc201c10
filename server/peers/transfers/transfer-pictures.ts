// The pictures of things that came: each is asked of the node that sent them, until it is here, is too much
// for the thing's present owner, or cannot be had. The list is noted with the arrival, so that a picture
// follows its thing whatever ends when.
import type { Ages } from '../../records/age-clock.ts'
import { createHash } from 'node:crypto'
import { picturesNamedIn, type PictureId } from '../../../shared/world/picture-id.ts'
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import type { Address, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables, RecordTable } from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { isWith, Missing, nameOf, partsOf } from './transfer-records.ts'
import { Retries } from '../../time/retries.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** How many pictures of one thing, with all that is in it, are fetched: a page of an album has fewer. */
const PICTURES_MAX = 100
/** How long they are asked for, in ms: the node that sent them keeps them for a month. */
const ASKED_FOR_MS = 14 * 24 * 60 * 60_000
/** After so many failed, the others wait, too: the node may be asleep, and other things have their turn. */
const FAULTS_MAX = 3
/** How long somebody who wants to see one waits for it, in ms: longer, and a page looks broken. */
const SOON_MS = 3_000

export interface PicturesOptions {
  readonly tables: RecordTables
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly ages: Pick<Ages, 'ageOf'>
  /**
   * A picture of a thing in a transfer; null: that node does not have it, or does not give it. Rejects: ask
   * again.
   */
  readonly fetch: (node: NodeName, id: string, picture: PictureId) => Promise<Uint8Array | null>
  /** Keeps it for a world; answers why not, in words. Rejects: try again. */
  readonly keep: (world: Address, by: MemberId, bytes: Uint8Array) => Promise<string | null>
  /** Tells who put the thing down. */
  readonly tell: (by: MemberId, words: string) => void
  readonly onFault: (error: unknown) => void
}

export async function openPictures(options: PicturesOptions): Promise<TransferPictures> {
  return new TransferPictures(
    options,
    await options.tables.table('transfer-pictures', Missing, { holderOf: ({ by }) => by, isOwed: true }),
  )
}

export class TransferPictures {
  readonly #options: PicturesOptions
  readonly #table: RecordTable<Missing>
  readonly #turns = new KeyedLock<string>()
  readonly #tries: Retries
  readonly #waiting = new Map<PictureId, Set<() => void>>()

  constructor(options: PicturesOptions, table: RecordTable<Missing>) {
    this.#options = options
    this.#table = table
    this.#tries = new Retries(options)
  }

  /** Goes on with pictures that were missing when this node ended. */
  resume(): void {
    for (const [key] of this.#table.entries()) this.begin(key)
  }

  /** A node woke up. */
  awake(node: NodeName): void {
    this.#tries.hurry((key) => isWith(key, node))
  }

  stop(): void {
    this.#tries.stop()
  }

  /** Notes the pictures to be fetched, together with the arrival of the thing that names them. */
  noted(key: string, world: Address, by: MemberId, things: readonly Carried[]): readonly TableChange[] {
    const pictures = picturesOf(things).slice(0, PICTURES_MAX)
    if (pictures.length === 0) return []
    const since = this.#options.clock.now()
    return [this.#table.set(key, { world, by, name: nameOf(things), since, pictures })]
  }

  /** Fetches what was noted. */
  begin(key: string): void {
    if (this.#table.get(key) === null) return
    // One after the other of a node: each is in memory as a whole.
    void this.#tries.begin(key, () => this.#turns.take(partsOf(key).node, () => this.#fetchAll(key)))
  }

  isWaiting(key: string): boolean {
    return this.#table.get(key) !== null
  }

  /** Waits until a picture is here that is on its way, for a moment; at once where none is. */
  async soon(picture: PictureId): Promise<void> {
    if (![...this.#table.entries()].some(([, { pictures }]) => pictures.includes(picture))) return
    const came = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(picture) ?? new Set()
    this.#waiting.set(picture, waiting.add(came.resolve))
    await withinTime(this.#options.clock, SOON_MS, came.promise, null)
    waiting.delete(came.resolve)
    if (waiting.size === 0) this.#waiting.delete(picture)
  }

  /** One that fails holds up no other one: it goes behind them. */
  async #fetchAll(key: string): Promise<'done' | 'again'> {
    const { ages, tell, onFault } = this.#options
    const failed = new Set<PictureId>()
    let why: string | null = null
    for (let next = this.#table.get(key); next !== null; next = this.#table.get(key)) {
      const { by, name, since, pictures } = next
      const [picture] = pictures
      if (picture === undefined || ages.ageOf(since) > ASKED_FOR_MS) {
        await this.#options.tables.change([this.#table.forget(key)])
        return 'done'
      }
      if (failed.size === FAULTS_MAX || failed.has(picture)) return 'again'
      try {
        const lost = await this.#fetch(key, picture, next)
        await this.#leave(key, picture)
        if (lost !== null && why === null)
          tell(by, `A picture from ${calledBy(name)} did not arrive. ${lost}`)
        why ??= lost
      } catch (error) {
        onFault(error)
        failed.add(picture)
        await this.#options.tables.change([
          this.#table.set(key, { ...next, pictures: [...pictures.slice(1), picture] }),
        ])
      }
    }
    return 'done'
  }

  /** Answers why a picture is not here; rejects where it may be later. */
  async #fetch(key: string, picture: PictureId, { world, by }: Missing): Promise<string | null> {
    const { node, id } = partsOf(key)
    const bytes = await this.#options.fetch(node, id, picture)
    if (bytes === null) return `${node} does not have it.`
    const isIt = createHash('sha256').update(bytes).digest('hex') === picture
    return isIt ? this.#options.keep(world, by, bytes) : `${node} sent a different one.`
  }

  /** It is here, or never will be. */
  async #leave(key: string, picture: PictureId): Promise<void> {
    await this.#options.tables.change(() => {
      const now = this.#table.get(key)
      const left = now?.pictures.filter((each) => each !== picture) ?? []
      if (now === null) return null
      return [left.length === 0 ? this.#table.forget(key) : this.#table.set(key, { ...now, pictures: left })]
    })
    for (const resolve of this.#waiting.get(picture) ?? []) resolve()
  }
}

/** The pictures that things name, in pages, looks and memory. */
export const picturesOf = (things: readonly Carried[]): PictureId[] => [
  ...new Set(picturesNamedIn(JSON.stringify(things))),
]

const calledBy = (name: string): string => (name === '' ? 'what was put down' : name)
