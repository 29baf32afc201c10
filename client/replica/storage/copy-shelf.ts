// The copies kept on this device: work that could not be merged. A copy is in memory from its first moment,
// so that it is there also when the disk does not take it. It goes to disk in the same transaction that takes
// it out of the unsaved work.
import { Listeners } from '../../device/listener-set.ts'
import { answer, unlessFault, type Database } from './database.ts'
import type { Channel, BrowserPlatform } from '../contract/outside-world.ts'
import { mergeUpdates } from './merge-updates.ts'
import { makeCopyId, parseAll, parseCopy, type WorldIdentity } from './stored-rows.ts'
import type { Copy, CopyId } from '../contract/replica.ts'

/** A copy's facts beside the work itself. */
export interface CopyAbout extends Pick<Copy, 'address' | 'title' | 'why'> {
  readonly world: WorldIdentity
}

/** A copy of what was had on a line that is no more: the same in all tabs. */
export const lineCopyId = ({ id, line }: WorldIdentity): CopyId => `line-${id}-${line}` as CopyId

/** Puts a copy on disk; what another tab put into the same one stays in it. Resolves with all of it. */
export async function putCopy(transaction: IDBTransaction, copy: Copy): Promise<Copy> {
  const copies = transaction.objectStore('copies')
  const before = parseCopy(await answer<unknown>(copies.get(copy.id)))
  const mine = before === null ? copy.mine : mergeUpdates([before.mine, copy.mine])
  const all = { ...copy, mine }
  await answer(copies.put(all))
  return all
}

export class CopyStore {
  readonly #database: Database
  readonly #outside: BrowserPlatform
  readonly #channel: Channel | null
  readonly #held = new Map<CopyId, Copy>()
  readonly #dropped = new Set<CopyId>()
  readonly #listeners = new Listeners()

  constructor(database: Database, name: string, outside: BrowserPlatform) {
    this.#database = database
    this.#outside = outside
    this.#channel = outside.openChannel?.(name, () => this.#listeners.tell()) ?? null
  }

  /** A copy that is nowhere yet. */
  make(about: CopyAbout, { mine, theirs }: Pick<Copy, 'mine' | 'theirs'>, id?: CopyId): Copy {
    const { random, clock } = this.#outside
    return { ...about, id: id ?? makeCopyId(random), world: about.world.id, at: clock.now(), mine, theirs }
  }

  /** The copies kept on this device, newest first. */
  async list(): Promise<Copy[]> {
    const reading = this.#database.read(['copies'], (transaction) =>
      answer<unknown[]>(transaction.objectStore('copies').getAll()),
    )
    const stored = parseAll(await unlessFault(reading, []), parseCopy)
    const all = new Map([...stored, ...this.#held.values()].map((copy) => [copy.id, copy]))
    for (const id of this.#dropped) all.delete(id)
    return [...all.values()].toSorted((one, other) => other.at - one.at)
  }

  /**
   * Deletes a copy for good. Rejects with a DeviceFault when the disk cannot be written; it is out of the
   * list anyway.
   */
  async drop(id: CopyId): Promise<void> {
    this.#held.delete(id)
    this.#dropped.add(id)
    this.#listeners.tell()
    await this.#database.write(['copies'], (transaction) =>
      answer(transaction.objectStore('copies').delete(id)),
    )
    this.announce()
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Takes a copy in; its writer puts it on disk, and then announces it. */
  hold(copy: Copy): void {
    this.#dropped.delete(copy.id)
    this.#held.set(copy.id, copy)
    this.#listeners.tell()
  }

  /** Whether a copy that was held is still wanted on disk. */
  holds(id: CopyId): boolean {
    return this.#held.has(id)
  }

  /**
   * Takes in a copy, and puts it on disk; false where the disk refuses it: then this page has it until it is
   * closed.
   */
  async keep(copy: Copy): Promise<boolean> {
    this.hold(copy)
    const putting = this.#database.write(['copies'], (transaction) => putCopy(transaction, copy))
    const isKept = (await unlessFault(putting, null)) !== null
    if (isKept) this.announce()
    return isKept
  }

  /** Tells this tab and the others that the copies on disk changed. */
  announce(): void {
    this.#listeners.tell()
    this.#channel?.post('changed')
  }

  close(): void {
    this.#listeners.clear()
    this.#channel?.close()
  }
}
