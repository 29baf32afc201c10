// The worlds that are played here, as another process of this node takes them into its crossings.
import type { LandingRefusal } from '../../../shared/play/crossings/landing-spot.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import { CrossingPart, type PartChange } from './crossing-part.ts'
import {
  CARGO_BYTES_MAX,
  writeRows,
  type Arriving,
  type CrossingStep,
  type Departing,
} from './crossing-steps.ts'

const TOO_MUCH: LandingRefusal = { why: 'That is too much to carry: too much is written on it.' }

interface LentWorldsOptions {
  /** The life of a world that is played here, or can be; null: it is not. */
  readonly runOf: (world: WorldKey) => Promise<WorldRun | null>
  /** Somebody has come into a world. */
  readonly onArrived: (world: WorldKey, body: ArtifactId) => void
  readonly clock: Pick<ServerClock, 'after'>
}

interface OpenPart {
  readonly part: CrossingPart
  /** Whoever comes by it, and where to. */
  readonly comes: { readonly body: ArtifactId; readonly to: WorldKey } | null
}

export class LentWorlds {
  readonly #options: LentWorldsOptions
  readonly #parts = new Map<number, OpenPart>()
  /** Rises whenever those who asked are gone. */
  #askers = 0

  constructor(options: LentWorldsOptions) {
    this.#options = options
  }

  /** Rejects where a step cannot be done. */
  async answer(step: CrossingStep): Promise<unknown> {
    if ('has' in step) return (await this.#options.runOf(step.in))?.hasAvatar(step.has) ?? null
    if ('putBack' in step) return this.#putBack(step.in, step.putBack)
    if ('depart' in step) return this.#depart(step)
    if ('receive' in step) return this.#receive(step)
    if ('leave' in step) return this.#parts.get(step.leave)?.part.leave() ?? false
    if ('rows' in step) return writeRows((await this.#parts.get(step.rows)?.part.rows()) ?? [])
    if ('written' in step) return this.#written(step.written, step.sequences)
    if ('unwritten' in step) return this.#parts.get(step.unwritten)?.part.unwritten(step.isKnown)
    return this.#parts.get(step.drop)?.part.drop()
  }

  /** Those who asked are gone: nothing that has begun goes on. */
  end(): void {
    this.#askers += 1
    for (const { part } of this.#parts.values()) part.drop()
  }

  async #putBack(world: WorldKey, body: ArtifactId): Promise<boolean> {
    const run = await this.#options.runOf(world)
    await run?.play.putBack(body)
    return run !== null
  }

  async #depart({
    depart,
    from,
    part,
    way,
    whose,
  }: Extract<CrossingStep, { depart: unknown }>): Promise<Departing> {
    const askers = this.#askers
    const run = await this.#options.runOf(from)
    if (run === null) return null
    const departure = await run.play.depart(depart, way, whose)
    if ('why' in departure) return departure
    const { cargo } = departure
    const isTooMuch = Buffer.byteLength(JSON.stringify(cargo)) > CARGO_BYTES_MAX
    if (isTooMuch || askers !== this.#askers) {
      departure.cancel()
      return TOO_MUCH
    }
    this.#take(part, run, { type: 'leaves', departure }, null)
    return { cargo }
  }

  async #receive({
    receive: cargo,
    to,
    part,
    where,
  }: Extract<CrossingStep, { receive: unknown }>): Promise<Arriving> {
    const askers = this.#askers
    const run = await this.#options.runOf(to)
    if (run === null) return null
    const arrival = await run.play.receive(cargo, where)
    if ('why' in arrival) return arrival
    if (askers !== this.#askers) {
      arrival.undo()
      return null
    }
    const body = cargo.person?.body ?? null
    this.#take(part, run, { type: 'comes', arrival }, body === null ? null : { body, to })
    return { ids: [...arrival.ids] }
  }

  #take(number: number, run: WorldRun, change: PartChange, comes: OpenPart['comes']): void {
    const onOver = (): void => void this.#parts.delete(number)
    const part = new CrossingPart({ run, change, clock: this.#options.clock, onOver })
    this.#parts.set(number, { part, comes })
  }

  async #written(number: number, sequences: readonly number[]): Promise<null> {
    const open = this.#parts.get(number)
    const isThere = (await open?.part.written(sequences)) === true
    if (isThere && open?.comes) this.#options.onArrived(open.comes.to, open.comes.body)
    return null
  }
}
