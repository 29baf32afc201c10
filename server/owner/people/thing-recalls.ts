// Recalls of things that were carried off within this node: out of the hand, the floor or the limbo where a
// thing is, to the place where it was taken, in one transaction. A thing that is nowhere any more comes back
// as it was when it left.
import { nobodys, type Cargo, type Carried } from '../../../shared/play/crossings/cargo.ts'
import type { WorldArrival } from '../../../shared/play/crossings/world-arrival.ts'
import type { LandingRefusal, LandingPlace } from '../../../shared/play/crossings/landing-spot.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { LoanHere, ThingLoans } from '../../accounts/loans/thing-loans.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { writeTogether } from '../../sync/sync-server.ts'
import type { Crossings } from './world-crossings.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'

/** How long a world may take to wake up for it, in ms: people wait for the answer. */
const WAKE_MS = 4_000

const ASLEEP: LandingRefusal = { why: 'That world is just waking up. Try again.' }
const CHANGED: LandingRefusal = { why: 'It was changed at the same moment. Try again.' }
const BROKEN: LandingRefusal = { why: 'Something went wrong on the way. Try again.' }
const NO_WORLD: LandingRefusal = { why: 'The world it belongs to is in the bin, or gone.' }
const BINNED: LandingRefusal = {
  why: 'It is in a world that is in the bin. It can come back once that world is restored, or gone for good.',
}
const LOST: LandingRefusal = {
  why: 'It is nowhere any more, and was too large to be kept twice. It is off the list now.',
}

interface RecallsOptions {
  readonly store: Store
  readonly loans?: ThingLoans
  readonly crossings: Pick<Crossings, 'together'>
  readonly own: (world: WorldRecord) => OwnedWorld
  readonly onCarried?: (from: WorldRecord, to: WorldRecord, words: string) => void
  readonly notify: (member: MemberId, words: string) => void
}

/** Calls back what is lent, by its record; answers why it does not come, null when it is back. */
export type Recall = (id: string) => Promise<LandingRefusal | null>

export function createRecall(options: RecallsOptions): Recall {
  const { store, loans, crossings, own } = options

  async function callBack(all: ThingLoans, id: string, loan: LoanHere): Promise<LandingRefusal | null> {
    const home = await store.findById(loan.world)
    const there = await store.findById(loan.at.world)
    if (home === null || home.binnedAt !== null) return NO_WORLD
    if (there !== null && there.binnedAt !== null) return BINNED
    const came =
      there === null ? null : await crossings.together(there, home, () => bring(all, id, there, home))
    return came === null ? crossings.together(home, home, () => restore(all, id, loan, home)) : came.refused
  }

  /** Out of the world where it is; null: it is not there any more. */
  async function bring(
    all: ThingLoans,
    id: string,
    there: WorldRecord,
    home: WorldRecord,
  ): Promise<{ readonly refused: LandingRefusal | null } | null> {
    const loan = all.get(id)
    if (loan?.at.world !== there.id) return { refused: loan === null ? null : CHANGED }
    const [from, to] = [await own(there).ready(WAKE_MS), await own(home).ready(WAKE_MS)]
    if (from === null || to === null) return { refused: ASLEEP }
    if (!from.play.has(loan.at.thing)) return null
    const departure = await from.play.depart(loan.at.thing, { type: 'recall' })
    if ('why' in departure) return { refused: departure }
    const { things } = departure.cargo
    const arrival = await landed(to, things, loan)
    if ('why' in arrival) {
      departure.cancel()
      return { refused: arrival }
    }
    const left = departure.leave()
    if (left === null) {
      arrival.undo()
      departure.cancel()
      return { refused: CHANGED }
    }
    const changes = all.changesOf({ from: there.id, to: home.id, things, ids: arrival.ids, borrower: null })
    try {
      await all.write(changes, async (records) => {
        await writeTogether(store, [from.part(left), to.part(arrival.update)], [], records)
        return true
      })
    } catch (error) {
      from.fail(error)
      to.fail(error)
      departure.cancel()
      arrival.undo()
      return { refused: BROKEN }
    }
    departure.done()
    arrival.done()
    options.onCarried?.(there, home, JSON.stringify(things))
    options.notify(loan.holder, calledBack(loan, home))
    return { refused: null }
  }

  /** As it was when it left: it was destroyed, or its world has ended. */
  async function restore(
    all: ThingLoans,
    id: string,
    was: LoanHere,
    home: WorldRecord,
  ): Promise<LandingRefusal | null> {
    const loan = all.get(id)
    if (loan === null) return null
    if (loan.at.world !== was.at.world || loan.at.thing !== was.at.thing) return CHANGED
    const things = all.copyOf(loan)
    if (things === null) {
      await all.write([all.forget(id)], null)
      return LOST
    }
    const to = await own(home).ready(WAKE_MS)
    if (to === null) return ASLEEP
    const arrival = await landed(to, things, loan)
    if ('why' in arrival) return arrival
    try {
      await all.write([all.forget(id)], async (records) => {
        await writeTogether(store, [to.part(arrival.update)], [], records)
        return true
      })
    } catch (error) {
      to.fail(error)
      arrival.undo()
      return BROKEN
    }
    arrival.done()
    return null
  }

  return async (id) => {
    const loan = loans?.get(id) ?? null
    return loans === undefined || loan === null ? null : callBack(loans, id, loan)
  }
}

/** Where it was taken, or where people come in. */
async function landed(
  { play }: WorldRun,
  things: readonly Carried[],
  { spot }: LoanHere,
): Promise<WorldArrival | LandingRefusal> {
  // It is the world's own again, no matter who brought it where it was.
  const cargo: Cargo = { person: null, things: things.map(nobodys) }
  const entrance: LandingPlace = { type: 'entrance' }
  if (spot === null) return play.receive(cargo, entrance)
  const back = await play.receive(cargo, { type: 'back', spot })
  return 'why' in back ? play.receive(cargo, entrance) : back
}

const calledBack = ({ name }: LoanHere, { address }: WorldRecord): string =>
  `${name === '' ? 'Something that you took along' : `“${name}”`} was called back to ${address}.`
