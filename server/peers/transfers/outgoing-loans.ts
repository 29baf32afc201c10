// Things of worlds here that people of other nodes hold and carry off: each is lent to them, until it is back
// in its world, or leaves for good.
import type { Carried, HeldLink } from '../../../shared/play/crossings/cargo.ts'
import type { ArtifactId, MemberId, WorldId } from '../../../shared/world/address.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { RecordTable, TableChange } from '../../records/record-tables.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { HandoverRefusal, HeldPictures, TransferWorlds } from './transfer-ports.ts'
import { nameOf, packThings, unpackThings, type Loan } from './transfer-records.ts'

export const ON_THE_WAY = 'It is already on its way.'

interface OutgoingLoanOptions {
  readonly worlds: TransferWorlds
  readonly clock: { now(): number }
  readonly newId: () => string
  /** None, unless given. */
  readonly pictures?: HeldPictures
}

export class OutgoingLoans {
  readonly #options: OutgoingLoanOptions
  readonly #table: RecordTable<Loan>
  readonly #turns = new KeyedLock<string>()

  constructor(options: OutgoingLoanOptions, table: RecordTable<Loan>) {
    this.#options = options
    this.#table = table
  }

  get(id: string): Loan | null {
    return this.#table.get(id)
  }

  /** All that was carried off. */
  all(): Iterable<readonly [string, Loan]> {
    return this.#table.entries()
  }

  /** Whether anything is lent to somebody. */
  isAnyLentTo(holder: MemberId): boolean {
    return [...this.#table.entries()].some(([, loan]) => loan.holder === holder)
  }

  /** The things that are lent to somebody, with their looks. */
  lentTo(holder: MemberId): readonly (HeldLink & { readonly world: WorldId })[] {
    return [...this.#table.entries()].flatMap(([id, loan]) => {
      return loan.holder === holder
        ? [{ ...linkTo(id, firstOf(unpackThings(loan.things))), since: loan.since, world: loan.world }]
        : []
    })
  }

  /** The pictures of a world that what is lent out of it still needs there. */
  picturesOf(world: WorldId): readonly PictureId[] {
    return [...this.#table.entries()].flatMap(([, loan]) => (loan.world === world ? loan.pictures : []))
  }

  /** Lends something to the person who holds it and goes. Answers why not. */
  async lend(holder: MemberId, thing: ArtifactId): Promise<HandoverRefusal | null> {
    const { worlds, clock, newId, pictures } = this.#options
    const why = this.#table.whyFull(holder)
    if (why !== null) return { why, isPassing: false }
    const taken = await worlds.take({ type: 'hand', member: holder }, thing, ({ world, things }) => [
      this.#table.add(newId(), {
        name: nameOf(things),
        holder,
        world,
        since: clock.now(),
        things: packThings(things),
        pictures: [...(pictures?.(world, things) ?? [])],
        out: null,
      }),
    ])
    return 'why' in taken ? taken : null
  }

  /**
   * Puts something into the hand of the person, who is here, again, or back into its world. Returns why not.
   */
  returnLoan(id: string, to: 'hand' | 'world'): Promise<HandoverRefusal | null> {
    return this.inTurn(id, async () => {
      const loan = this.#table.get(id)
      if (loan === null) return null
      if (loan.out !== null) return { why: ON_THE_WAY, isPassing: true }
      const { holder, world, things } = loan
      const put =
        to === 'hand'
          ? ({ type: 'back', member: holder, world } as const)
          : ({ type: 'world', world } as const)
      return this.#options.worlds.put(put, unpackThings(things), () => [this.#table.forget(id)])
    })
  }

  /** Nothing else is done with a loan meanwhile. */
  inTurn<Answer>(id: string, act: () => Promise<Answer>): Promise<Answer> {
    return this.#turns.take(id, act)
  }

  /** It leaves for good, in a transfer of this key; or, null, it did not, and is in their hand. */
  left(id: string, out: string | null): readonly TableChange[] {
    const loan = this.#table.get(id)
    return loan === null ? [] : [this.#table.set(id, { ...loan, out })]
  }

  forget(id: string): TableChange {
    return this.#table.forget(id)
  }
}

export function firstOf(things: readonly Carried[]): Carried {
  const [first] = things
  if (first === undefined) throw new Error('something is carried')
  return first
}

/** Something that is elsewhere, as it looks. */
function linkTo(id: string, { made }: Carried): HeldLink {
  return {
    id,
    name: made.name,
    sprite: made['look.sprite'] ?? 'box',
    width: made['look.width'] ?? 64,
    height: made['look.height'] ?? 64,
  }
}
