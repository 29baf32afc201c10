// Turns of work that changes logs, as merging does: one at a time in a world with its drafts, and few in all.
// Somebody who asks for a hundred waits for their own hundred, everybody else for one.
import { OWNER, type MemberId, type WorldId } from '../../shared/world/address.ts'
import { Semaphore } from '../time/semaphore.ts'
import { HistoryRefusal } from './history-refusal.ts'

/** Each keeps a process that replays busy; a machine has two cores. */
const AT_ONCE = 2
/** Of one person; a page asks for one after the other. */
export const WAITING_EACH_MAX = 4

/** The refusal for somebody of whose work so much waits already; `what` it is, in plain words. */
export const tooManyWait = (what: string): HistoryRefusal =>
  new HistoryRefusal(
    'busy',
    `${WAITING_EACH_MAX} of your ${what} wait already. Nothing was changed by this one. Try again when one of them is done.`,
  )

const WAITING = {
  waitingEachMax: WAITING_EACH_MAX,
  full: () => tooManyWait('reviews, updates, merges, reverts and offers'),
}

export class WorldTurns {
  /** Of each person first: who waits for their own holds nothing of others. */
  readonly #persons = new Semaphore(Infinity, { eachMax: 1, ...WAITING })
  readonly #all = new Semaphore(AT_ONCE)
  readonly #worlds = new Map<WorldId, { readonly turns: Semaphore; users: number }>()

  #ofNode = 0

  /**
   * Acts when it is somebody's turn in a world; null or OWNER: the node's own. Rejects with a HistoryRefusal
   * where too much of theirs waits, and with the signal's reason where they are gone before it is their turn.
   */
  async take<Answer>(
    world: WorldId,
    member: MemberId | null,
    act: () => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const by = member === null || member === OWNER ? `node ${(this.#ofNode += 1)}` : member
    const inTurn = (): Promise<Answer> => this.#all.take(act, by, signal)
    return this.#persons.take(() => this.#inWorld(world, inTurn, by, signal), by, signal)
  }

  async #inWorld<Answer>(
    world: WorldId,
    act: () => Promise<Answer>,
    by: string,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const here = this.#worlds.get(world) ?? { turns: new Semaphore(1), users: 0 }
    here.users += 1
    this.#worlds.set(world, here)
    try {
      return await here.turns.take(act, by, signal)
    } finally {
      here.users -= 1
      if (here.users === 0) this.#worlds.delete(world)
    }
  }
}
