// Things that people carried out of one world of this node into another. They are lent: a record says from
// which world a thing is and where it is now, and it changes in the transaction that moves the thing. So the
// owner of its world finds it, and calls it back.
import { z } from 'zod'
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import { readThings } from '../../../shared/wire/peers/carried-things.ts'
import { picturesNamedIn, type PictureId } from '../../../shared/world/picture-id.ts'
import {
  parseArtifactId,
  type ArtifactId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { TableChange, RecordTables, RecordTable, RecordWrite } from '../../records/record-tables.ts'
import { memberId, worldId } from '../../records/record-shapes.ts'

/**
 * Most things of one world that are lent within the node: more than anybody reads through, and all of them
 * are held in memory.
 */
export const LOANS_MAX = 1_000
/**
 * A thing is kept as it was when it left, up to so many bytes (some pages with their code), for when it is
 * destroyed or the other world ends.
 */
const COPY_BYTES_MAX = 64 * 1024

const artifactId = z.unknown().transform((raw, context) => {
  const id = parseArtifactId(raw)
  if (id === null) context.addIssue('not the id of a thing')
  return id ?? z.NEVER
})

const LoanHere = z.object({
  name: z.string(),
  /** The person who carried it off. */
  holder: memberId,
  /** Its own world, and where it stood there. */
  world: worldId,
  spot: z
    .object({
      host: artifactId,
      x: z.number(),
      y: z.number(),
      facing: z.enum(['up', 'down', 'left', 'right']),
    })
    .nullable(),
  /** ms since 1970. */
  since: z.number(),
  /** Where it is now. */
  at: z.object({ world: worldId, thing: artifactId }),
  /** As it was when it left, with all that was in it; null: too large to be kept twice. */
  copy: z.string().nullable(),
})
export type LoanHere = z.infer<typeof LoanHere>

/** Things that go from one world to another. */
interface LeavingThing {
  readonly from: WorldId
  readonly to: WorldId
  /** Hosts before what is in them. */
  readonly things: readonly Carried[]
  /** The id of each where it arrives, by its id before. */
  readonly ids: ReadonlyMap<ArtifactId, ArtifactId>
  /** The borrower of the things that leave their own world, and their body; null: nobody. */
  readonly borrower: { readonly id: MemberId; readonly body: ArtifactId } | null
}

interface LoansOptions {
  readonly tables: RecordTables
  readonly clock: { now(): number }
  readonly newId: () => string
}

export async function openLoans(options: LoansOptions): Promise<ThingLoans> {
  return new ThingLoans(options, await options.tables.table('loan-here', LoanHere, ({ holder }) => holder))
}

export class ThingLoans {
  readonly #options: LoansOptions
  readonly #table: RecordTable<LoanHere>
  /** By where it is, and how many are of each world. */
  readonly #places = new Map<string, string>()
  readonly #counts = new Map<WorldId, number>()

  constructor(options: LoansOptions, table: RecordTable<LoanHere>) {
    this.#options = options
    this.#table = table
    table.watch((id, now, before) => {
      if (before !== null) this.#places.delete(placeOf(before.at.world, before.at.thing))
      if (now !== null) this.#places.set(placeOf(now.at.world, now.at.thing), id)
      const world = (now ?? before)?.world
      const more = (now === null ? 0 : 1) - (before === null ? 0 : 1)
      if (world !== undefined) this.#counts.set(world, (this.#counts.get(world) ?? 0) + more)
    })
  }

  get(id: string): LoanHere | null {
    return this.#table.get(id)
  }

  /** The world of a thing that stands in another world; null: it is lent by none. */
  at(world: WorldId, thing: ArtifactId): { readonly id: string; readonly loan: LoanHere } | null {
    const id = this.#places.get(placeOf(world, thing))
    const loan = id === undefined ? null : this.#table.get(id)
    return id === undefined || loan === null ? null : { id, loan }
  }

  /** All that are lent. */
  all(): Iterable<readonly [string, LoanHere]> {
    return this.#table.entries()
  }

  /** The things that were carried out of a world. */
  from(world: WorldId): readonly { readonly id: string; readonly loan: LoanHere }[] {
    return [...this.#table.entries()].flatMap(([id, loan]) => (loan.world === world ? [{ id, loan }] : []))
  }

  /** The pictures of a world that its lent things name: they may come back. */
  picturesOf(world: WorldId): readonly PictureId[] {
    return this.from(world).flatMap(({ loan }) => (loan.copy === null ? [] : picturesNamedIn(loan.copy)))
  }

  /** Whether so many more things can be lent out of a world. */
  hasRoom(world: WorldId, more: number): boolean {
    return (this.#counts.get(world) ?? 0) + more <= LOANS_MAX
  }

  /** Why nothing more can be lent to somebody; null: it can. */
  whyFull(holder: MemberId): string | null {
    return this.#table.whyFull(holder)
  }

  /** The changes of loans where things leave their world, go on, or come home again. */
  changesOf({ from, to, things, ids, borrower }: LeavingThing): readonly TableChange[] {
    const lent = new Set(borrower === null ? [] : this.lentOf({ from, to, things, borrower }))
    return things.flatMap((thing) => {
      const known = this.at(from, thing.id)
      const id = ids.get(thing.id) ?? thing.id
      if (known !== null) {
        const isHome = known.loan.world === to
        const at = { world: to, thing: id }
        return [isHome ? this.#table.forget(known.id) : this.#table.set(known.id, { ...known.loan, at })]
      }
      return borrower !== null && lent.has(thing.id)
        ? [this.lend(borrower.id, from, { world: to, thing: id }, insideOf(things, thing.id))]
        : []
    })
  }

  /** From now on somebody has a thing of a world somewhere else. */
  lend(holder: MemberId, world: WorldId, at: LoanHere['at'], things: readonly Carried[]): TableChange {
    const [first] = things
    const copy = JSON.stringify(things)
    return this.#table.set(this.#options.newId(), {
      name: first?.made.name ?? '',
      holder,
      world,
      spot: first?.taken ?? null,
      since: this.#options.clock.now(),
      at,
      copy: Buffer.byteLength(copy) <= COPY_BYTES_MAX ? copy : null,
    })
  }

  /** A thing that left for another node is lent from there, or belongs there. */
  gone(world: WorldId, things: readonly Carried[]): readonly TableChange[] {
    return things.flatMap(({ id }) => {
      const known = this.at(world, id)
      return known === null ? [] : [this.#table.forget(known.id)]
    })
  }

  forget(id: string): TableChange {
    return this.#table.forget(id)
  }

  /** As it was when it left; null: nobody kept it. */
  copyOf({ copy }: LoanHere): readonly Carried[] | null {
    return copy === null ? null : readThings(JSON.parse(copy))
  }

  /** The things of these that are lent anew: each that leaves its own world, with all that is in it. */
  lentOf({
    from,
    things,
    borrower,
  }: Pick<LeavingThing, 'from' | 'to' | 'things' | 'borrower'>): readonly ArtifactId[] {
    const within = new Set<ArtifactId>()
    const lent: ArtifactId[] = []
    for (const { id, host, bringer } of things) {
      const isIn = host !== null && within.has(host)
      const isOfWorld = bringer !== borrower?.body && this.at(from, id) === null
      if (isIn || isOfWorld) within.add(id)
      if (isOfWorld && !isIn) lent.push(id)
    }
    return lent
  }

  /** Makes changes, with what happens in worlds, all or nothing. */
  async write(changes: readonly TableChange[], write: RecordWrite | null): Promise<void> {
    if (changes.length === 0) await write?.([])
    else if (!(await this.#options.tables.change(changes, write ?? undefined)))
      throw new Error('nothing of it was written')
  }
}

const placeOf = (world: WorldId, thing: ArtifactId): string => `${world} ${thing}`

/** A thing and what is in it, by itself. */
function insideOf(things: readonly Carried[], id: ArtifactId): readonly Carried[] {
  const within = new Set([id])
  return things.flatMap((thing) => {
    if (thing.id === id) return [{ ...thing, host: null }]
    if (thing.host === null || !within.has(thing.host)) return []
    within.add(thing.id)
    return [thing]
  })
}
