// Puts aside the rows of a document that cannot be applied, so that one damaged or costly row never closes a
// world. It is slow and careful: it runs only after something went wrong, and in a process of its own.
import { standingRows } from '../../../shared/yjs/renewed-state.ts'
import type { DocumentKey, Store, Stored, StoredUpdate } from '../../storage/store.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import type { Trials } from './trial-runner.ts'

/** Rows of a log that are read at once. */
const PAGE_ROWS = 1000
/**
 * How many rows that end the process which tries them are looked for: more, and the world cannot be opened.
 */
const FATAL_MAX = 4

interface Healing {
  readonly store: Store
  readonly key: DocumentKey
  readonly trials: Trials
  /** The key of the person for whom the work is done. */
  readonly by: string
}

/**
 * Tries a document; every row that fails, rests on one that did, or takes too much work goes into quarantine.
 * A snapshot that fails is made again from the whole log, which has everything. Resolves to the rows in
 * quarantine.
 */
export async function healLog(healing: Healing): Promise<number[]> {
  const { store, key } = healing
  const { snapshot, snapshotSequence, tail, isDamaged } = await store.open(key)
  // A row that rests on a damaged row is not to blame. Nothing is written there.
  if (isDamaged === true) return []
  const rows = snapshot === null ? tail : [{ sequence: snapshotSequence, bytes: snapshot }, ...tail]
  const bad = await sift(healing, rows)
  if (snapshot === null || !bad.includes(snapshotSequence)) return putAside(healing, bad)
  const all = await wholeLog(store, key)
  const badOfAll = await sift(healing, all)
  await putAside(healing, badOfAll)
  await snapshotOf(
    healing,
    all.filter(({ sequence }) => !badOfAll.includes(sequence)),
  )
  return badOfAll
}

/** Of a document with damaged rows, what can be applied without them; nothing is written. */
export async function readablePart(stored: Stored, healing: Pick<Healing, 'trials' | 'by'>): Promise<Stored> {
  const { snapshot, snapshotSequence, tail } = stored
  const rows = snapshot === null ? tail : [{ sequence: snapshotSequence, bytes: snapshot }, ...tail]
  const bad = await sift(healing, rows)
  return {
    ...stored,
    snapshot: snapshot !== null && bad.includes(snapshotSequence) ? null : snapshot,
    tail: tail.filter(({ sequence }) => !bad.includes(sequence)),
  }
}

async function putAside({ store, key }: Healing, bad: number[]): Promise<number[]> {
  for (const sequence of bad) await store.quarantine(key, sequence)
  return bad
}

async function snapshotOf({ store, key, trials, by }: Healing, rows: readonly StoredUpdate[]): Promise<void> {
  const last = rows.at(-1)
  const made = last && (await trials.state(bytesOf(rows), by))
  if (last && made) await store.snapshot(key, last.sequence, made.bytes)
}

/** The rows that give the document. */
async function wholeLog(store: Store, key: DocumentKey): Promise<StoredUpdate[]> {
  const rows: StoredUpdate[] = []
  for (let after = 0; ;) {
    const page = await store.log(key, after, PAGE_ROWS)
    const last = page.at(-1)
    if (last === undefined) return [...standingRows(rows)]
    rows.push(...page.filter(({ quarantined }) => !quarantined))
    after = last.sequence
  }
}

/** The sequences of the rows that cannot be applied after those before them. */
async function sift(
  { trials, by }: Pick<Healing, 'trials' | 'by'>,
  rows: readonly StoredUpdate[],
): Promise<number[]> {
  const fatal: StoredUpdate[] = []
  for (;;) {
    const left = rows.filter((row) => !fatal.includes(row))
    try {
      const { aside } = await trials.open(bytesOf(left), by)
      return [...fatal, ...left.filter((_, i) => aside.includes(i))].map(({ sequence }) => sequence)
    } catch (error) {
      if (!isFatal(error) || fatal.length === FATAL_MAX) throw error
      fatal.push(await fatalOf(left, (some) => trials.open(bytesOf(some), by)))
    }
  }
}

/** The first row whose trial, with all before it, ends the process. */
async function fatalOf(
  rows: readonly StoredUpdate[],
  open: (rows: readonly StoredUpdate[]) => Promise<unknown>,
): Promise<StoredUpdate> {
  let good = 0
  let bad = rows.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      await open(rows.slice(0, middle))
      good = middle
    } catch (error) {
      if (!isFatal(error)) throw error
      bad = middle
    }
  }
  const found = rows[bad - 1]
  if (found === undefined) throw new Error('an empty document cannot be tried')
  return found
}

const isFatal = (error: unknown): boolean =>
  error instanceof WorkFault && (error.code === 'slow' || error.code === 'large' || error.code === 'crashed')

const bytesOf = (rows: readonly StoredUpdate[]): Uint8Array[] => rows.map(({ bytes }) => bytes)
