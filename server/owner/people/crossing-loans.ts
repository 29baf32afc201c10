// The effects of a crossing on loans from world to world of this node: things that are lent by it, lent
// things that go on, and things that are home again.
import { nobodys, type Cargo } from '../../../shared/play/crossings/cargo.ts'
import type { LandingRefusal } from '../../../shared/play/crossings/landing-spot.ts'
import type { ArtifactId, MemberId } from '../../../shared/world/address.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { LOANS_MAX, type ThingLoans } from '../../accounts/loans/thing-loans.ts'
import type { PersonRecord } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { personMember } from './person-member.ts'

/** A crossing, before anything is written. */
interface Way {
  readonly from: WorldRecord
  readonly to: WorldRecord
  readonly person: PersonRecord | null
  /** Of a thing that goes by itself, the owner of the world that it leaves; null: nobody was met. */
  readonly sender: PersonRecord | null
}

interface CrossingLoans {
  /** The cargo, with the owner of each thing at the destination. */
  readonly cargo: Cargo
  /** The changes, once the id of each thing there is known. */
  readonly changes: (ids: ReadonlyMap<ArtifactId, ArtifactId>) => readonly TableChange[]
  /** The things that are lent by it, by name, and to whom. */
  readonly lent: readonly { readonly by: MemberId; readonly name: string }[]
}

export function crossingLoans(
  loans: ThingLoans | undefined,
  rightOf: RightOf,
  { from, to, person, sender }: Way,
  cargo: Cargo,
): CrossingLoans | LandingRefusal {
  const { things } = cargo
  // A thing that goes by itself is the world's own doing; and nobody lends to themselves.
  const isOwn = person === null || rightOf(personMember(person), from) === 'own'
  const borrower = isOwn ? null : { id: person.id, body: person.body }
  const going = { from: from.id, to: to.id, things, borrower }
  const lent = borrower === null ? [] : (loans?.lentOf(going) ?? [])
  if (loans?.hasRoom(from.id, lent.length) === false) return tooMany(from)
  const why = borrower === null || lent.length === 0 ? null : (loans?.whyFull(borrower.id) ?? null)
  if (why !== null) return { why }
  return {
    cargo: ownedThere(loans, { from, to, person, sender }, cargo),
    changes: (ids) => loans?.changesOf({ ...going, ids }) ?? [],
    lent: things.flatMap(({ id, made }) =>
      borrower !== null && lent.includes(id) ? [{ by: borrower.id, name: made.name }] : [],
    ),
  }
}

const tooMany = ({ address }: WorldRecord): LandingRefusal => ({
  why: `${LOANS_MAX} things of ${address} are with others already. Its owner has to call some back first. You can put it down here.`,
})

/**
 * A carried thing is its carrier's at the destination, unless it is home there. Its program counts with the
 * carrier's in any case, and that of a thing that goes by itself with those of who sends it.
 */
function ownedThere(loans: ThingLoans | undefined, { from, to, person, sender }: Way, cargo: Cargo): Cargo {
  const home = new Set<ArtifactId>()
  const things = cargo.things.map(nobodys).map((packed) => {
    const visitor = person?.body ?? packed.visitor ?? sender?.body
    const thing = visitor === undefined ? packed : { ...packed, visitor }
    const isHome = loans?.at(from.id, thing.id)?.loan.world === to.id
    if (isHome || (thing.host !== null && home.has(thing.host))) home.add(thing.id)
    return person === null || home.has(thing.id) ? thing : { ...thing, bringer: person.body }
  })
  return { ...cargo, things }
}
