// The steps of this browser's tabs: a small database of its own, a row for each step, so that a typed key
// writes a row and not a history. Steps of closed tabs are forgotten after some days.
import * as z from 'zod/mini'
import type { WorldId } from '../../shared/world/address.ts'
import { answer, deleteAll, type Database, type DatabaseSchema } from '../replica/storage/database.ts'
import type { StoredPlace } from '../replica/storage/stored-rows.ts'
import { storedStep, parseStep } from './step-format.ts'
import type { UndoStep, Steps } from '../../shared/history/undo-step.ts'

const STORES = ['heads', 'steps']

/** What can be undone is no work. */
export const STEPS: DatabaseSchema = {
  durability: 'relaxed',
  makeStores(database) {
    database.createObjectStore('heads', { keyPath: 'history' })
    const steps = database.createObjectStore('steps', { keyPath: ['history', 'number'] })
    steps.createIndex('history', 'history')
  },
}

/** How long a closed tab's steps are kept, in ms: over a weekend, it may be opened again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** A tab's steps in a world: their order, the last one last. */
const headSchema = z.object({
  history: z.string(),
  world: z.string(),
  at: z.number(),
  undo: z.array(z.int()),
  redo: z.array(z.int()),
})
type HistoryHead = z.infer<typeof headSchema>

const rowSchema = z.object({ number: z.int(), kept: z.unknown() })

/** The shelf of one member. A call rejects when the device fails. */
export class StepStore {
  readonly #database: Database
  readonly #now: () => number

  constructor(database: Database, now: () => number) {
    this.#database = database
    this.#now = now
  }

  /** The steps of one tab in one world; `name` is theirs alone. */
  history(name: string, world: WorldId): StoredSteps {
    return new StoredSteps(this.#database, { history: name, world, now: this.#now })
  }

  /** Forgets what closed tabs left long ago. */
  sweep(): Promise<void> {
    const before = this.#now() - KEPT_MS
    return this.#forget(({ at }) => at < before)
  }

  /** Forgets all steps in a world: its copy goes from this device. */
  forget(world: WorldId): Promise<void> {
    return this.#forget((head) => head.world === world)
  }

  /**
   * Forgets the steps in a world that are not of this place: on another line of it they undo nothing, and
   * what was erased from the world may be in them.
   */
  forgetElsewhere(world: WorldId, place: StoredPlace): Promise<void> {
    return this.#forget((head) => head.world === world && !head.history.startsWith(`${place}/`))
  }

  #forget(isOld: (head: HistoryHead) => boolean): Promise<void> {
    return this.#database.write(STORES, async (transaction) => {
      const heads = transaction.objectStore('heads')
      for (const row of await answer<unknown[]>(heads.getAll())) {
        const head = headSchema.safeParse(row).data
        if (!head || !isOld(head)) continue
        await answer(heads.delete(head.history))
        await deleteAll(transaction.objectStore('steps'), 'history', head.history)
      }
    })
  }
}

interface StoredStepsOptions {
  readonly history: string
  readonly world: WorldId
  readonly now: () => number
}

/** One tab's steps in one world. Calls come one after another, as the browser orders what is written. */
export class StoredSteps {
  readonly #database: Database
  readonly #named: StoredStepsOptions
  /** Which rows hold which steps, as far as this tab knows. */
  #rows: ReadonlyMap<UndoStep, number> = new Map()
  #numbers = 0

  constructor(database: Database, named: StoredStepsOptions) {
    this.#database = database
    this.#named = named
  }

  /** Reads the kept steps. Those that cannot be read are left out. */
  async read(): Promise<Steps> {
    const { history } = this.#named
    const [row, rows] = await this.#database.read(STORES, (transaction) =>
      Promise.all([
        answer<unknown>(transaction.objectStore('heads').get(history)),
        answer<unknown[]>(transaction.objectStore('steps').index('history').getAll(history)),
      ]),
    )
    const known = new Map<number, UndoStep>()
    for (const each of rows) {
      const { number, kept } = rowSchema.safeParse(each).data ?? {}
      if (number === undefined) continue
      this.#numbers = Math.max(this.#numbers, number)
      const step = parseStep(kept)
      if (step) known.set(number, step)
    }
    this.#rows = new Map([...known].map(([number, step]) => [step, number]))
    const { undo = [], redo = [] } = headSchema.safeParse(row).data ?? {}
    const stepsOf = (numbers: readonly number[]): readonly UndoStep[] =>
      numbers.map((number) => known.get(number)).filter((step) => step !== undefined)
    return { undo: stepsOf(undo), redo: stepsOf(redo) }
  }

  /** Keeps these steps instead of the stored ones, by the rows that differ. */
  async write({ undo, redo }: Steps): Promise<void> {
    const { history, world, now } = this.#named
    const before = this.#rows
    const rows = new Map<UndoStep, number>()
    for (const step of [...undo, ...redo]) rows.set(step, before.get(step) ?? (this.#numbers += 1))
    this.#rows = rows
    const numbers = (steps: readonly UndoStep[]): number[] => steps.map((step) => rows.get(step) ?? 0)
    const head = { history, world, at: now(), undo: numbers(undo), redo: numbers(redo) }
    try {
      await this.#database.write(STORES, async (transaction) => {
        const steps = transaction.objectStore('steps')
        const requests: Promise<unknown>[] = [answer(transaction.objectStore('heads').put(head))]
        for (const [step, number] of rows) {
          if (!before.has(step)) requests.push(answer(steps.put({ history, number, kept: storedStep(step) })))
        }
        for (const [step, number] of before) {
          if (!rows.has(step)) requests.push(answer(steps.delete([history, number])))
        }
        // Nothing more comes: the browser need not wait for this page to say so when the page goes away.
        transaction.commit()
        await Promise.all(requests)
      })
    } catch (error) {
      // Nobody knows which rows are there: the next time all are written.
      this.#rows = new Map()
      throw error
    }
  }
}
