// The copies kept on this device: work that could not be merged. A copy is in memory from its first moment,
// so that it is there also when the disk does not take it. It goes to disk in the same transaction that takes
// it out of the unsaved work.
import * as z from '../../../shared/json/schema.ts'
import { Listeners } from '../../device/listener-set.ts'
import { answer, unlessFault, type Database } from './database.ts'
import type { BrowserPlatform } from '../../device/browser-platform.ts'
import { mergeUpdates } from './merge-updates.ts'
import {
  copyIdSchema,
  makeCopyId,
  parseAll,
  copySchema,
  type WorldIdentity,
  type Copy,
  type CopyId,
} from './stored-rows.ts'

/** A copy's facts beside the work itself. */
export interface CopyAbout extends Pick<Copy, 'address' | 'title' | 'why'> {
  readonly world: WorldIdentity
}

/** Tabs put what they had of it into one copy. */
const joinCopies = (one: Copy | undefined, other: Copy): Copy =>
  one === undefined ? other : { ...other, mine: mergeUpdates([one.mine, other.mine]) }

/** Puts a copy on disk; what another tab put into the same one stays in it. Resolves with all of it. */
export async function putCopy(transaction: IDBTransaction, copy: Copy): Promise<Copy> {
  const copies = transaction.objectStore('copies')
  const before = copySchema.safeParse(await answer<unknown>(copies.get(copy.id))).data
  const all = joinCopies(before, copy)
  await answer(copies.put(all))
  return all
}

/** The copies on the disk changed; `dropped`: one that nobody wants any more. */
const messageSchema = z.object({ dropped: z.nullable(copyIdSchema) })

/** The copies in `database`; `name` is that of the channel of all tabs that have them. */
export function openCopies(database: Database, name: string, outside: BrowserPlatform) {
  const added = new Map<CopyId, Copy>()
  const dropped = new Set<CopyId>()
  const listeners = new Listeners()
  const channel = outside.openChannel?.(name, heard) ?? null

  function heard(message: unknown): void {
    const dropped = messageSchema.safeParse(message).data?.dropped
    if (dropped) added.delete(dropped)
    listeners.tell()
  }

  /** A copy that is nowhere yet. */
  function makeCopy(
    about: CopyAbout,
    { mine, theirs }: Pick<Copy, 'mine' | 'theirs'>,
    id: CopyId | null = null,
  ): Copy {
    const { random, clock } = outside
    return { ...about, id: id ?? makeCopyId(random), world: about.world.id, at: clock.now(), mine, theirs }
  }

  /** Takes a copy in; its writer puts it on disk, and then announces it. */
  function addCopy(copy: Copy): void {
    dropped.delete(copy.id)
    added.set(copy.id, copy)
    listeners.tell()
  }

  /** Tells this tab and the others that the copies on disk changed. */
  function announce(dropped: CopyId | null = null): void {
    listeners.tell()
    channel?.post({ dropped })
  }

  return {
    addCopy,
    announce,
    onChange: listeners.add,
    makeCopy,
    /** A copy of what was had on a line that is no more: the same in all tabs. */
    makeLineCopy(about: CopyAbout, states: Pick<Copy, 'mine' | 'theirs'>): Copy {
      const { id, line } = about.world
      return makeCopy(about, states, `line-${id}-${line}` as CopyId)
    },
    /** The copies kept on this device, newest first. */
    async list(): Promise<Copy[]> {
      const reading = database.read(['copies'], (transaction) =>
        answer<unknown[]>(transaction.objectStore('copies').getAll()),
      )
      const stored = parseAll(await unlessFault(reading, []), copySchema)
      const all = new Map(stored.map((copy): [CopyId, Copy] => [copy.id, copy]))
      for (const copy of added.values()) all.set(copy.id, joinCopies(all.get(copy.id), copy))
      for (const id of dropped) all.delete(id)
      return [...all.values()].toSorted((one, other) => other.at - one.at)
    },
    /**
     * Deletes a copy for good. Rejects with a DeviceFault when the disk cannot be written; it is out of the
     * list anyway.
     */
    async drop(id: CopyId): Promise<void> {
      added.delete(id)
      dropped.add(id)
      listeners.tell()
      await database.write(['copies'], (transaction) => answer(transaction.objectStore('copies').delete(id)))
      announce(id)
    },
    /** Those that this page has, whatever the disk has. */
    held: (): Iterable<Copy> => added.values(),
    /** Whether a copy that was added is still wanted on disk. */
    isWanted: (id: CopyId): boolean => added.has(id),
    /**
     * Takes in a copy, and puts it on disk; false where the disk refuses it: then this page has it until it
     * is closed.
     */
    async saveCopy(copy: Copy): Promise<boolean> {
      addCopy(copy)
      const putting = database.write(['copies'], (transaction) => putCopy(transaction, copy))
      const isSaved = (await unlessFault(putting, null)) !== null
      if (isSaved) announce()
      return isSaved
    },
    close(): void {
      listeners.clear()
      channel?.close()
    },
  }
}
