// Rights of people of ours in worlds of other nodes, by the hosts' last answers: they hold while the hosts
// sleep, and are never more than that.
import { z } from 'zod'
import { parseWorldId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import { RIGHTS, type Right } from '../../../shared/world/rights.ts'
import { parseEvent, type YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import { recordIdOf } from './copy-ids.ts'

/** Under the world's id and the member's. `you`: the last event that told who they are there, as JSON. */
const RightRecord = z.object({ right: z.enum(RIGHTS), at: z.number(), you: z.string().nullable() })
type RightRecord = z.infer<typeof RightRecord>

export interface KnownRights {
  /** Null: their host never said. */
  of(member: MemberId, world: WorldId): Right | null
  /**
   * How often a host told somebody's right, since this node's start: the answer to an earlier question may be
   * older than the last message.
   */
  timesSaid(member: MemberId, world: WorldId): number
  /** The person's last identity there, with their right as far as it is known. */
  youOf(member: MemberId, world: WorldId): YouEvent | null
  set(member: MemberId, world: WorldId, right: Right): void
  setYou(member: MemberId, world: WorldId, you: YouEvent): void
  /** The worlds that somebody may see. */
  seenBy(member: MemberId): readonly WorldId[]
  /** Whether anybody may see a world. */
  isKnown(world: WorldId): boolean
  /** Forgets what is known of a world, or of somebody in it. */
  forget(world: WorldId, member?: MemberId): Promise<void>
}

export async function openKnownRights(options: {
  readonly tables: RecordTables
  readonly clock: { now(): number }
  readonly onFault: (error: unknown) => void
}): Promise<KnownRights> {
  const { tables, clock, onFault } = options
  const table = await tables.table('foreign-right', RightRecord)
  /** Answers that are not on the disk yet: they count at once. */
  const newest = new Map<string, RightRecord>()
  const said = new Map<string, number>()
  /** Being written: answers meanwhile are written once for all, however often they change. */
  const writing = new Set<string>()

  const recordOf = (member: MemberId, world: WorldId): RightRecord | null => {
    const id = recordIdOf(member, world)
    return newest.get(id) ?? table.get(id)
  }

  const timesSaid = (member: MemberId, world: WorldId): number => said.get(recordIdOf(member, world)) ?? 0

  function keep(member: MemberId, world: WorldId, right: Right, you: string | null): void {
    const before = recordOf(member, world)
    said.set(recordIdOf(member, world), timesSaid(member, world) + 1)
    if (before?.right === right && before.you === you) return
    const id = recordIdOf(member, world)
    const record = { right, at: clock.now(), you }
    newest.set(id, record)
    if (!writing.has(id)) void write(id)
  }

  /** Writes what was said last, until nothing else was said meanwhile. */
  async function write(id: string): Promise<void> {
    writing.add(id)
    for (let record = newest.get(id); record !== undefined; record = unlessWritten(id, record)) {
      const isWritten = await tables.change([table.set(id, record)]).then(
        () => true,
        (error: unknown) => {
          onFault(error)
          return false
        },
      )
      if (!isWritten) break
    }
    writing.delete(id)
  }

  /** The answers to be written next; forgets those that are on the disk. */
  function unlessWritten(id: string, written: RightRecord): RightRecord | undefined {
    if (newest.get(id) === written) newest.delete(id)
    return newest.get(id)
  }

  return {
    of: (member, world) => recordOf(member, world)?.right ?? null,
    timesSaid,
    youOf(member, world) {
      const record = recordOf(member, world)
      const event = record?.you == null ? null : parseEvent(record.you)
      return record !== null && event?.type === 'you' ? { ...event, right: record.right } : null
    },
    set: (member, world, right) => keep(member, world, right, recordOf(member, world)?.you ?? null),
    setYou: (member, world, you) => keep(member, world, you.right, JSON.stringify(you)),
    seenBy(member) {
      const end = `.${member}`
      return [...table.entries()].flatMap(([id, { right }]) =>
        right !== 'none' && id.endsWith(end) ? (parseWorldId(id.slice(0, -end.length)) ?? []) : [],
      )
    },
    isKnown: (world) =>
      [...table.entries()].some(([id, { right }]) => right !== 'none' && id.startsWith(`${world}.`)),
    async forget(world, member) {
      const ids = [...table.entries()].map(([id]) => id)
      const gone = ids.filter((id) =>
        member === undefined ? id.startsWith(`${world}.`) : id === recordIdOf(member, world),
      )
      for (const id of gone) {
        newest.delete(id)
        said.delete(id)
      }
      await tables.change(gone.map((id) => table.forget(id)))
    },
  }
}
