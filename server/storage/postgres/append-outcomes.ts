// Sends a group of appends, and finds out what became of each. Where the database refuses some, they and
// those after them to the same logs fail, and the others are sent again.
import { afterAFailure, claimedTwice, missingWorld, staleLease } from '../store-faults.ts'
import { isPersonal, StoreFault, type Append } from '../store.ts'
import type { AppendGroup, QueuedAppend } from './append-group.ts'
import { placesOf, readGroup, sendGroup, type GroupAnswer, type RefusedAppend } from './append-statement.ts'
import { faultOf, isConstraint } from './connection/database-faults.ts'
import type { Lane } from './connection/lane.ts'
import { makePersonalLogs } from './tables/document-table.ts'

/** How often one append is tried while others claim the same client ids at the same time. */
const TRIES = 5

type SequencesOrError = readonly number[] | Error

/** What became of each append of a group, in its order; never rejects. */
export async function sendAppends<Queued extends QueuedAppend>(
  lane: Lane,
  { appends, claimedTwice: conflict }: AppendGroup<Queued>,
): Promise<ReadonlyMap<Queued, SequencesOrError>> {
  const outcomes = new Map<Queued, SequencesOrError>()
  let left = appends
  while (left.length > 0) {
    const answer = await send(lane, left, conflict !== null).catch(asError)
    if (answer instanceof Error) {
      await failOrGoOneByOne(lane, left, answer, outcomes)
      break
    }
    if ('lasts' in answer) {
      const sequences = sequencesOf(left, answer.lasts)
      for (const append of left) outcomes.set(append, sequences.get(append) ?? [])
      break
    }
    left = withoutRefused(left, answer.refused, outcomes)
    if (conflict === null) continue
    for (const append of left) outcomes.set(append, claimedTwice(conflict))
    break
  }
  return new Map(
    appends.map((append) => [append, outcomes.get(append) ?? new StoreFault('Nothing is known of it.')]),
  )
}

async function send(lane: Lane, appends: readonly QueuedAppend[], isTrial: boolean): Promise<GroupAnswer> {
  const updates = appends.flatMap((append) => append.updates)
  await makePersonalLogsOf(lane, updates)
  return lane.unit((sql, unit) => sendGroup(sql, unit, { updates, isTrial }), readGroup)
}

/** A constraint is violated where others did the same at once: then each append is judged by itself. */
async function failOrGoOneByOne<Queued extends QueuedAppend>(
  lane: Lane,
  appends: readonly Queued[],
  error: Error,
  outcomes: Map<Queued, SequencesOrError>,
): Promise<void> {
  const failed = new Set<string>()
  for (const append of appends) {
    const follows = append.updates.some((update) => failed.has(logOf(update)))
    const outcome = follows
      ? afterAFailure()
      : isConstraint(error)
        ? await sendOne(lane, append)
        : faultOf(error)
    outcomes.set(append, outcome)
    if (outcome instanceof Error) for (const update of append.updates) failed.add(logOf(update))
  }
}

async function sendOne(lane: Lane, append: QueuedAppend): Promise<SequencesOrError> {
  for (let left = TRIES; ; left -= 1) {
    try {
      const answer = await send(lane, [append], false)
      if ('lasts' in answer) return sequencesOf([append], answer.lasts).get(append) ?? []
      return whyRefused(append, answer.refused) ?? afterAFailure()
    } catch (error) {
      if (!isConstraint(error) || left === 0) return faultOf(error)
    }
  }
}

/** Each is told what it did, or that one before it to the same log failed; answers those that are left. */
function withoutRefused<Queued extends QueuedAppend>(
  appends: readonly Queued[],
  refused: readonly RefusedAppend[],
  outcomes: Map<Queued, SequencesOrError>,
): Queued[] {
  const failed = new Set<string>()
  const left = appends.filter((append) => {
    const why = append.updates.some((update) => failed.has(logOf(update)))
      ? afterAFailure()
      : whyRefused(append, refused)
    if (why === null) return true
    outcomes.set(append, why)
    for (const update of append.updates) failed.add(logOf(update))
    return false
  })
  if (left.length < appends.length || refused.length === 0) return left
  for (const append of left)
    outcomes.set(append, new StoreFault('The database refused what nobody asked for.'))
  return []
}

/** As one call after the other would find it: a missing world first, then a lease, then a client id. */
function whyRefused({ updates }: QueuedAppend, refused: readonly RefusedAppend[]): Error | null {
  const hit = (what: RefusedAppend['what'], matches: (update: Append, why: RefusedAppend) => boolean) =>
    refused.find((why) => why.what === what && updates.some((update) => matches(update, why)))
  const isIn = ({ document }: Append, { world, kind }: RefusedAppend): boolean =>
    document.world === world && document.kind === kind
  const missing = hit('missing', isIn)
  if (missing !== undefined) return missingWorld(missing.world)
  const stale = hit(
    'stale',
    ({ document, epoch }, why) => document.world === why.world && epoch === why.value,
  )
  if (stale !== undefined) return staleLease(stale.value)
  const claimed = hit('claimed', (update, why) => isIn(update, why) && update.claims.includes(why.value))
  return claimed === undefined ? null : claimedTwice(claimed.value)
}

function sequencesOf(
  appends: readonly QueuedAppend[],
  lasts: ReadonlyMap<number, number>,
): Map<QueuedAppend, number[]> {
  const updates = appends.flatMap((append) => append.updates)
  const places = placesOf(updates)
  let at = 0
  return new Map(
    appends.map((append) => [
      append,
      append.updates.map(({ document }) => (lasts.get(document.world) ?? 0) + (places[at++] ?? 0)),
    ]),
  )
}

/** Personal logs are made when they are first written to; whether they are there is remembered. */
const made = new WeakMap<Lane, Set<string>>()
/** How many are remembered: about 1 MB. */
const MADE_MAX = 10_000

async function makePersonalLogsOf(lane: Lane, updates: readonly Append[]): Promise<void> {
  if (!updates.some(({ document }) => isPersonal(document.kind))) return
  const known = made.get(lane) ?? new Set()
  made.set(lane, known)
  const unknown = updates.filter((update) => isPersonal(update.document.kind) && !known.has(logOf(update)))
  if (unknown.length === 0) return
  const logs = new Map(unknown.map((update) => [logOf(update), update.document]))
  const there = await lane.write((sql) => makePersonalLogs(sql, [...logs.values()]))
  if (known.size > MADE_MAX) known.clear()
  for (const { world, kind } of there) known.add(`${world}/${kind}`)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new StoreFault(String(error)))

const logOf = ({ document }: Append): string => `${document.world}/${document.kind}`
