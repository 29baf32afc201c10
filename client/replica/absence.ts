// Holds the data for a report once the server was out of reach for long: the last state that both sides knew,
// one's own edits since, and theirs once they are here. The device keeps it until somebody has read it.
import * as Y from 'yjs'
import type { AbsenceStates } from '../../shared/history/merge/compare-absence.ts'
import { countWaiting } from '../../shared/yjs/waiting-updates.ts'
import type { Absence } from './contract/replica.ts'
import type { LineWork } from './line-work.ts'
import { keepAbsence, readAbsence } from './storage/absence-row.ts'
import type { Device } from './storage/device.ts'
import { mergeUpdates } from './storage/merge-updates.ts'
import { sameWorld, type WorldIdentity } from './storage/stored-rows.ts'

/** Most absences that are held while nobody reads of them: each holds two whole states. */
const ABSENCES_MAX = 4

export class AbsenceWatch {
  readonly #device: Device
  readonly #onChange: () => void
  /** Of which line the kept one was read. */
  #world: WorldIdentity | null = null
  #reading: Promise<void> = Promise.resolve()
  /**
   * The state when the server was met again; kept over further tries until all of the server's state is here.
   */
  #before: Pick<AbsenceStates, 'since' | 'before' | 'mine'> | null = null
  #hasNews = false
  #absence: Absence | null = null

  constructor(device: Device, onChange: () => void) {
    this.#device = device
    this.#onChange = onChange
  }

  /** The missed changes, until they are forgotten. */
  get absence(): Absence | null {
    return this.#absence
  }

  /** Takes up what the device has kept. */
  read(world: WorldIdentity): void {
    if (this.#world !== null && sameWorld(this.#world, world)) return
    this.#world = world
    this.#reading = this.#device.quietly(async () => {
      const kept = await readAbsence(this.#device, world)
      if (kept === null || this.#world !== world) return
      this.#absence = kept
      this.#onChange()
    })
  }

  /**
   * The server is met again, which was last there at `since`, and has not been heard yet: the present state
   * is the common one, and one's own edits.
   */
  met(since: number, { world, ledger }: LineWork): void {
    if (this.#before || world === null) return
    this.#hasNews = false
    const mine = mergeUpdates([...ledger.unsaved].map((record) => record.bytes))
    this.#before = { since, before: ledger.baseState(), mine }
    this.read(world)
  }

  /** The server had something that was not here. */
  news(): void {
    this.#hasNews = true
  }

  /** All that the server has is here. Where it lost what this rests on, nothing can be compared. */
  arrived({ ledger }: LineWork): void {
    const met = this.#before
    const hasNews = this.#hasNews
    this.#before = null
    this.#hasNews = false
    if (!met || !hasNews) return
    const now = ledger.baseState()
    if (countWaiting(now) > 0) return
    const theirs = Y.diffUpdate(now, Y.encodeStateVectorFromUpdate(met.before))
    void this.#add({ ...met, until: this.#device.outside.clock.now(), theirs })
  }

  /** It was read; or the scene is another one, and nothing can be compared any more. */
  forget(): void {
    const world = this.#world
    this.#world = null
    this.#before = null
    if (this.#absence) this.#become(null, world)
  }

  async #add(missed: AbsenceStates): Promise<void> {
    const world = this.#world
    await this.#reading
    if (this.#world === world) this.#become([...(this.#absence ?? []), missed].slice(-ABSENCES_MAX), world)
  }

  #become(absence: Absence | null, world: WorldIdentity | null): void {
    this.#absence = absence
    this.#onChange()
    if (world) void this.#device.quietly(() => keepAbsence(this.#device, world, absence))
  }
}
