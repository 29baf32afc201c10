// The worlds that are played here, as another process of this node takes them into its crossings. From `rows`
// on the log of a world waits for what that one wrote. When nobody can say that, the lease is revoked: then
// either it is written already, or it never will be, and the world begins again from the disk.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { Append } from '../../storage/store.ts'
import { Abandoned, type JointTurn, type ServerClock } from '../../sync/sync-server.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import {
  isTooMuch,
  TOO_MUCH,
  writeRows,
  type Arriving,
  type CrossingStep,
  type Departing,
} from './crossing-steps.ts'

/** How long the other process may be silent, in ms, and for how long while it writes. */
const QUIET_MS = 5_000
const WRITING_MS = 10_000

interface LentWorldsOptions {
  /** The life of a world that is played here, or can be; null: it is not. */
  readonly runOf: (world: WorldKey) => Promise<WorldRun | null>
  /** Somebody has come into a world. */
  readonly onArrived: (world: WorldKey, body: ArtifactId) => void
  readonly clock: Pick<ServerClock, 'after'>
}

export type LentWorlds = ReturnType<typeof createLentWorlds>

export function createLentWorlds({ runOf, onArrived, clock }: LentWorldsOptions) {
  const parts = new Map<number, CrossingPart>()
  /** Rises whenever those who asked are gone. */
  let askers = 0

  const take = (part: number, run: WorldRun, change: PartChange): void =>
    void parts.set(part, new CrossingPart({ run, change, clock, onOver: () => void parts.delete(part) }))

  async function depart(step: Extract<CrossingStep, { depart: unknown }>): Promise<Departing> {
    const askedBy = askers
    const run = await runOf(step.from)
    if (run === null) return null
    const departure = await run.play.depart(step.depart, step.way, step.whose)
    if ('why' in departure) return departure
    const { cargo } = departure
    if (isTooMuch(cargo) || askedBy !== askers) {
      departure.cancel()
      return TOO_MUCH
    }
    take(step.part, run, {
      update: null,
      leave: () => departure.leave(),
      done: () => departure.done(),
      undo: () => departure.cancel(),
    })
    return { cargo }
  }

  async function receive(step: Extract<CrossingStep, { receive: unknown }>): Promise<Arriving> {
    const askedBy = askers
    const { receive: cargo, to } = step
    const run = await runOf(to)
    if (run === null) return null
    const arrival = await run.play.receive(cargo, step.where)
    if ('why' in arrival) return arrival
    if (askedBy !== askers) {
      arrival.undo()
      return null
    }
    take(step.part, run, {
      update: arrival.update,
      leave: null,
      done() {
        arrival.done()
        if (cargo.person !== null) onArrived(to, cargo.person.body)
      },
      undo: () => arrival.undo(),
    })
    return { ids: [...arrival.ids] }
  }

  async function putBack(world: WorldKey, body: ArtifactId): Promise<boolean> {
    const run = await runOf(world)
    await run?.play.putBack(body)
    return run !== null
  }

  return {
    /** Rejects where a step cannot be done. */
    async answer(step: CrossingStep): Promise<unknown> {
      if ('has' in step) return (await runOf(step.in))?.hasAvatar(step.has) ?? null
      if ('putBack' in step) return putBack(step.in, step.putBack)
      if ('depart' in step) return depart(step)
      if ('receive' in step) return receive(step)
      if ('leave' in step) return parts.get(step.leave)?.leave() ?? false
      if ('rows' in step) return writeRows((await parts.get(step.rows)?.rows()) ?? [])
      if ('written' in step) return parts.get(step.written)?.written(step.sequences)
      if ('unwritten' in step) return parts.get(step.unwritten)?.unwritten(step.isKnown)
      return parts.get(step.drop)?.drop()
    },

    /** Those who asked are gone: nothing that has begun goes on. */
    end(): void {
      askers += 1
      for (const part of parts.values()) part.drop()
    },
  }
}

/** What happens in the world: something leaves, or has come. */
interface PartChange {
  /** What is written; of something that leaves, once it has. */
  readonly update: Uint8Array | null
  /** Writes that it is gone; null when it is no longer as it was packed. */
  readonly leave: (() => Uint8Array | null) | null
  /** It is stored. */
  readonly done: () => void
  readonly undo: () => void
}

interface CrossingPartOptions {
  readonly run: WorldRun
  readonly change: PartChange
  readonly clock: Pick<ServerClock, 'after'>
  /** Nothing is asked of it any more. */
  readonly onOver: () => void
}

interface WaitingRows {
  readonly sequences: PromiseWithResolvers<number[]>
  readonly stored: Promise<void>
}

/** The part of a world in a crossing that another process does. */
class CrossingPart {
  readonly #options: CrossingPartOptions
  #update: Uint8Array | null
  #writing: WaitingRows | null = null
  #isOver = false
  #cancelWait = (): void => undefined

  constructor(options: CrossingPartOptions) {
    this.#options = options
    this.#update = options.change.update
    this.#wait(QUIET_MS)
  }

  /** Whether what leaves is still as it was packed; then it is gone. */
  leave(): boolean {
    const { leave } = this.#options.change
    if (this.#isOver || leave === null) return false
    this.#wait(QUIET_MS)
    this.#update = leave()
    return this.#update !== null
  }

  /** The rows of it, once its log has come to them. */
  async rows(): Promise<readonly Append[]> {
    const { run } = this.#options
    if (this.#isOver || this.#update === null || this.#writing !== null) throw new Error('it has no rows')
    this.#wait(WRITING_MS)
    const rows = Promise.withResolvers<readonly Append[]>()
    const sequences = Promise.withResolvers<number[]>()
    sequences.promise.catch(() => undefined)
    const joint: JointTurn = {
      take(of) {
        rows.resolve(of)
        return sequences.promise
      },
    }
    const { document, update, by, epoch } = run.part(this.#update)
    const stored = document.append(update, by, epoch, joint)
    this.#writing = { sequences, stored }
    const none = (): void => rows.reject(new Error('its log has no rows of it'))
    stored.then(none, none)
    return rows.promise
  }

  /** They are written, in these places of the log. */
  async written(places: readonly number[]): Promise<void> {
    const writing = this.#end()
    if (writing === null) return
    writing.sequences.resolve([...places])
    try {
      await writing.stored
    } catch (error) {
      return this.#undo(error)
    }
    this.#options.change.done()
  }

  /** They are not; or, unless that is known, perhaps they are. */
  async unwritten(isKnown: boolean): Promise<void> {
    const writing = this.#end()
    if (writing === null) return
    if (!isKnown) await this.#options.run.revoke()
    const error = new Abandoned('Another process did not write it.')
    writing.sequences.reject(error)
    this.#undo(error)
  }

  /** Nobody goes on with it. */
  drop(): void {
    if (this.#writing !== null) return void this.unwritten(false)
    const { change, run } = this.#options
    if (this.#isOver) return
    this.#end()
    // What is gone cannot be taken back: it is not stored, and is there again in the next life.
    if (change.leave !== null && this.#update !== null) run.fail(new Error('a crossing was given up'))
    change.undo()
  }

  #end(): WaitingRows | null {
    const writing = this.#isOver ? null : this.#writing
    this.#isOver = true
    this.#cancelWait()
    this.#options.onOver()
    return writing
  }

  #undo(error: unknown): void {
    this.#options.run.fail(error)
    // Nothing of this is stored. The play ends at once, and does not stand still until then.
    this.#options.change.undo()
  }

  #wait(ms: number): void {
    this.#cancelWait()
    this.#cancelWait = this.#options.clock.after(ms, () => this.drop())
  }
}
