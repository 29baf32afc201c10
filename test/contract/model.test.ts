// Random calls, many of them in one turn, on a store and on the memory store beside it: every answer must be
// the same, also after restarts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseAccountName,
  parseArtifactId,
  parseLineId,
  parseMemberId,
  parseWorldId,
} from '../../shared/world/address.ts'
import { parseAuthorId } from '../../shared/world/author.ts'
import { parseRevision } from '../../shared/history/revision.ts'
import * as z from '../../shared/json/schema.ts'
import type { RowSummary } from '../../shared/history/rows/row-summary.ts'
import { DEFAULT_AVATAR_LOOK } from '../../shared/world/avatar.ts'
import { createMemoryStore, forgetWords } from '../support/memory-store/memory-store.ts'
import type { IndexedRow } from '../../server/storage/history-store.ts'
import type { RowOrigin } from '../../server/storage/log-rows.ts'
import { StoreFault, type DocumentKey, type LogRow, type Store } from '../../server/storage/store.ts'
import type { ThingWords } from '../../server/storage/word-store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import { seedFromEnvironment } from '../simulation/random.ts'
import { at, processOf, typed } from './made.ts'
import { hasPostgres } from '../support/postgres/shared-server.ts'
import { openMovingSqlite } from './moved-store.ts'
import { durableStores, type OpenDurableStore, type StoreKind } from './stores.ts'
import { IS_HARD } from '../hard.ts'

const MEMBERS = ['ada', 'bob', 'anonymous'].map((id) => parseMemberId(id)!)
/** The typing of three clients, letter by letter, and two updates that no document can apply. */
const UPDATES = [
  ...typed(1, 'abcdef'),
  ...typed(2, 'ghijkl'),
  ...typed(3, 'mnopqr'),
  Uint8Array.of(9, 9),
  new Uint8Array(),
]

/** How many stores are tried, each with some hundred calls; and how long that may take on a busy machine. */
const RUNS = IS_HARD ? 30 : 3
const TIMEOUT_MS = 180_000

interface Command {
  (store: Store): Promise<unknown>
  /** Several calls, one after the answer of the other. */
  readonly isStepwise: boolean
}

const small = fc.nat({ max: 5 })
/** Mostly worlds that are there, sometimes one that is not. */
const KEY_MAX = 6
/** More leases than a run takes of one world. */
const EPOCHS_MAX = 120
const worldKey = fc.integer({ min: 1, max: KEY_MAX }).map((key) => key as WorldKey)
const document = fc.record<DocumentKey>({ world: worldKey, kind: fc.constantFrom('scene', 'live') })
/** Somebody's own log beside a world. */
const personal = fc.record<DocumentKey>({
  world: worldKey,
  kind: fc.constantFrom('pending', 'undone').map((which) => `${which}:${MEMBERS[0]!}` as const),
})
const address = small.map((n) => at(n % 2 === 0 ? `ada/w${n}` : `ada@house.example/w${n}`))
const id = small.map((n) => parseWorldId(`id${n}`)!)
const line = parseLineId('line')!
const member = fc.constantFrom(...MEMBERS)
const time = fc.nat({ max: 50 })
const sequence = fc.nat({ max: 60 })
const bytes = fc.constantFrom(...UPDATES)
const claims = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
)
const author = fc.constantFrom('eve', 'program:lamp', 'agent:ada:one').map((text) => parseAuthorId(text)!)
/** What a row says of itself: mostly nothing. */
const origin: fc.Arbitrary<RowOrigin> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  fc.record(
    { author, note: fc.constant({ kind: 'merge', id: 'm1' } as const), writtenAt: fc.nat({ max: 2 }) },
    { requiredKeys: [] },
  ),
)
const withOrigin = <Facts extends object>(facts: fc.Arbitrary<Facts>): fc.Arbitrary<Facts & RowOrigin> =>
  fc.tuple(facts, origin).map(([some, more]) => ({ ...some, ...more }))
const plainUpdate = withOrigin(fc.record({ bytes, member, at: time, claims }))
const processId = fc.constantFrom('one', 'two').map(processOf)
const LOOKS = [DEFAULT_AVATAR_LOOK, { sprite: 'emoji:🦊', color: '#102030' }]
const account = fc.constantFrom('ada', 'bob', 'eve').map((name) => parseAccountName(name)!)
const body = fc.constantFrom('one', 'two', 'three').map((name) => parseArtifactId(name)!)
const somewhere = fc.option(worldKey)
const passage = fc.record({ person: member, from: somewhere, to: somewhere })
const epoch = fc.integer({ min: 1, max: 4 })
const unleased = withOrigin(fc.record({ document, bytes, member, at: time, claims }))
const appended = fc.oneof(
  { weight: 4, arbitrary: unleased },
  fc.record({ document, bytes, member, at: time, claims, epoch }),
)
const importedRow = withOrigin(
  fc.record({
    bytes,
    member,
    firstAt: time,
    lastAt: time,
    updates: fc.integer({ min: 1, max: 9 }),
    quarantined: fc.boolean(),
  }),
)
const summary = fc.constantFrom<(RowSummary | null)[]>(
  null,
  { letters: [1, 0], things: ['world'], hasMore: false, added: [{ client: 1, clock: 0, length: 1 }] },
  { letters: [0, 2], things: [parseArtifactId('lamp')!], hasMore: false, added: [] },
)
const someText = fc.constantFrom('', 'A', '我们的学校', 'Été %\n"a\\', '🌳')
const thingWords = fc.record<ThingWords>({
  thing: body,
  host: fc.option(fc.oneof(body, fc.constant('limbo' as const))),
  name: someText,
  page: someText,
})
const rule = fc.record({
  before: fc.nat({ max: 80 }),
  gapMs: fc.nat({ max: 60 }),
  bytesMax: fc.nat({ max: 200 }),
})

/** One kind of command: how its arguments are made, and the call with them. */
function command<Values extends [unknown, ...unknown[]]>(
  weight: number,
  values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  call: (store: Store, ...values: Values) => Promise<unknown>,
): fc.WeightedArbitrary<Command> {
  const arbitrary = fc
    .tuple<Values>(...values)
    .map((chosen): Command => named(call, chosen, (store) => call(store, ...chosen)))
  return { weight, arbitrary }
}

/**
 * Shows in a failing run what was called. Stepwise is also what names a row, for which later appends need not
 * wait (call-order.ts).
 */
function named(
  call: { toString(): string; readonly constructor: { readonly name: string } },
  values: unknown,
  run: (store: Store) => Promise<unknown>,
): Command {
  return Object.assign(run, {
    isStepwise: call.constructor.name === 'AsyncFunction',
    [fc.toStringMethod]: () => `${call.toString()} with ${fc.stringify(values)}`,
  })
}

const commands = fc.oneof(
  command(30, [fc.array(appended, { minLength: 1, maxLength: 3 })], (store, updates) =>
    store.append(updates),
  ),
  command(
    6,
    [
      id,
      address,
      time,
      fc.array(plainUpdate, { maxLength: 2 }),
      fc.constantFrom({}, { isLiving: true }, { isLiving: false }),
    ],
    (store, id, address, at, scene, living) =>
      store.create({ id, line, address, title: 'new', at, scene, ...living }),
  ),
  command(3, [processId], (store, process) => store.join(process)),
  command(2, [processId], (store, process) => store.beat(process)),
  command(1, [fc.constant(null)], (store) => store.processes()),
  command(2, [processId, fc.nat({ max: 2 })], (store, process, seen) => store.expel(process, seen)),
  command(6, [worldKey, processId], (store, key, process) => store.lease(key, process)),
  command(2, [worldKey, processId, processId], (store, key, process, from) =>
    store.lease(key, process, from),
  ),
  command(2, [worldKey, epoch], (store, key, epoch) => store.release(key, epoch)),
  command(3, [worldKey, fc.boolean(), sequence], (store, key, isLiving, lookedTo) =>
    store.setLiving(key, isLiving, lookedTo),
  ),
  command(2, [fc.constant(null)], (store) => store.living()),
  command(
    6,
    [
      worldKey,
      fc.uniqueArray(thingWords, { maxLength: 3, selector: ({ thing }) => thing }),
      fc.array(body, { maxLength: 2 }),
      fc.option(sequence),
    ],
    (store, key, words, gone, upTo) => store.keepWords(key, { line, words, gone, upTo }),
  ),
  command(2, [worldKey], (store, key) => store.wordedThings(key)),
  command(2, [fc.uniqueArray(worldKey)], (store, keys) => store.unreadWorlds(keys)),
  command(
    6,
    [
      fc.uniqueArray(worldKey),
      fc.uniqueArray(fc.constantFrom('a', 'é', '学校', '%'), { minLength: 1 }),
      fc.constantFrom('names', 'pages'),
      fc.option(body),
      fc.integer({ min: 1, max: 3 }),
    ],
    (store, worlds, words, part, after, most) => store.findWords({ worlds, words, part, after, most }),
  ),
  command(8, [document], (store, key) => store.open(key)),
  command(5, [document, sequence, fc.nat({ max: 8 })], (store, key, after, limit) =>
    store.log(key, after, limit),
  ),
  command(5, [document, bytes], async (store, key, state) => {
    const { sequence } = await store.open(key)
    return store.snapshot(key, sequence, state)
  }),
  command(
    3,
    [document, sequence, bytes],
    async (store, key, covered, state) => await store.snapshot(key, covered, state),
  ),
  command(3, [personal, bytes, time, claims], (store, document, bytes, when, claims) =>
    store.append([{ document, bytes, member: MEMBERS[0]!, at: when, claims }]),
  ),
  command(2, [personal], async (store, key) => [await store.open(key), await store.log(key, 0, 9)]),
  command(2, [fc.oneof(document, personal), sequence, sequence], (store, key, after, upTo) =>
    store.forgetRows(key, after, upTo),
  ),
  command(1, [fc.constant(null)], (store) => store.personalLogs()),
  command(1, [fc.constant(null)], (store) => store.snapshotSizes()),
  command(2, [worldKey, id, bytes, bytes], (store, key, id, scene, live) =>
    store.restart(key, {
      id,
      line,
      title: 'anew',
      at: 7,
      scene: { bytes: scene, member: MEMBERS[1]!, claims: [1] },
      live: { bytes: live, member: MEMBERS[1]!, claims: [] },
    }),
  ),
  command(6, [document, rule], (store, key, rule) => store.compact(key, rule)),
  command(2, [document, sequence], (store, key, row) => store.quarantine(key, row)),
  command(
    4,
    [document, sequence, fc.constantFrom('a', 'b')],
    async (store, key, row, name) => await store.pin(key, row, name),
  ),
  command(1, [document, fc.constantFrom('a', 'b')], (store, key, name) => store.unpin(key, name)),
  command(1, [document, sequence], (store, key, row) =>
    store.indexRows(key, [indexed({ sequence: row, updates: 1 }, null)]),
  ),
  command(5, [document, sequence, fc.nat({ max: 9 }), summary], indexSome),
  command(
    3,
    [document, sequence, bytes],
    async (store, key, row, state) =>
      await store.keepCheckpoint(key, { sequence: row, revision: parseRevision(row)!, state }),
  ),
  command(1, [document, sequence], (store, key, row) => store.dropCheckpoint(key, row)),
  command(3, [document, sequence, fc.nat({ max: 4 })], async (store, key, row, limit) => [
    await store.checkpointAt(key, row),
    await store.rowIndex(key, { after: row, limit }),
    await store.rowIndex(key, { before: row, limit }),
  ]),
  command(3, [worldKey, worldKey], (store, key, staged) =>
    store.replaceLogs([{ world: key, staged, line: parseLineId('newer')! }]),
  ),
  command(2, [worldKey, address], (store, key, address) => store.rename(key, address)),
  command(2, [worldKey, fc.string()], (store, key, title) => store.retitle(key, title)),
  command(3, [worldKey, fc.option(time)], (store, key, when) => store.bin(key, when)),
  command(2, [worldKey], (store, key) => store.destroy(key)),
  command(2, [address, id, worldKey], async (store, address, id, key) => [
    await store.find(address),
    await store.findById(id),
    await store.findByKey(key),
  ]),
  command(2, [fc.constantFrom('here', 'binned', 'foreign')], (store, which) => store.worlds(which)),
  command(1, [time], (store, createdAt) => store.stage(createdAt)),
  command(
    3,
    [document, fc.array(importedRow, { maxLength: 4 }), claims, member],
    (store, key, rows, clients, member) =>
      store.importLog(key, { rows, clients: new Map(clients.map((client) => [client, member])) }),
  ),
  command(
    2,
    [worldKey, id, address, fc.array(fc.record({ id: member, name: fc.string() }), { maxLength: 2 })],
    (store, key, id, address, names) => store.publish(key, { id, line, address, title: 'published', names }),
  ),
  command(1, [member, fc.string()], (store, id, name) => store.nameMember({ id, name })),
  command(2, [member, account, body, fc.constantFrom(...LOOKS)], (store, id, account, body, look) =>
    store.introduce({ id, account, body, look }),
  ),
  command(1, [member, fc.constantFrom(...LOOKS), id], (store, person, look, home) =>
    store.changePerson(person, { look, home }),
  ),
  command(3, [passage], (store, passage) => store.pass(passage)),
  command(4, [fc.array(appended, { minLength: 1, maxLength: 2 }), passage], (store, updates, passage) =>
    store.append(updates, [passage]),
  ),
  command(2, [member, body, worldKey], async (store, id, body, key) => [
    await store.person(id),
    await store.personOf(body),
    await store.peopleIn(key),
  ]),
  command(1, [small, bytes], (store, n, bytes) => store.secret(`key${n}`, () => bytes)),
  command(1, [fc.constant(null)], (store) => Promise.all([store.members(), store.probe()])),
)

/** Notes rows as the log has them. */
async function indexSome(
  store: Store,
  key: DocumentKey,
  after: number,
  limit: number,
  summary: RowSummary | null,
): Promise<unknown> {
  const rows = await store.log(key, after, limit)
  return store.indexRows(
    key,
    rows.map((row) => indexed(row, summary)),
  )
}

const indexed = (
  { sequence, updates, ...row }: Pick<LogRow, 'sequence' | 'updates'> & Partial<LogRow>,
  summary: RowSummary | null,
): IndexedRow => ({
  sequence,
  revision: parseRevision(sequence)!,
  member: row.member ?? MEMBERS[0]!,
  firstAt: row.firstAt ?? 0,
  lastAt: row.lastAt ?? 0,
  updates,
  ...(row.author !== undefined && { author: row.author }),
  ...(row.note !== undefined && { note: row.note }),
  ...(row.writtenAt !== undefined && { writtenAt: row.writtenAt }),
  summary,
})

/** Calls of one turn, then perhaps a restart. */
const turn = fc.record({
  calls: fc.array(commands, { minLength: 1, maxLength: 8 }),
  restart: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, fc.constant(true)),
})

/** The result for a caller: the value, or the kind of fault. */
async function told(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    (value) => ({ value }),
    (error: unknown) =>
      error instanceof StoreFault || error instanceof RangeError ? { fault: error.name } : error,
  )
}

async function callAll(store: Store, calls: readonly Command[], isParallel: boolean): Promise<unknown[]> {
  // Where answers come in any order, so would the second steps of two.
  const apart = isParallel ? calls.filter(({ isStepwise }) => isStepwise) : []
  const together = calls.filter((call) => !apart.includes(call))
  const answers = await Promise.all(together.map((call) => told(call(store))))
  for (const call of apart) answers.push(await told(call(store)))
  return answers
}

/** A store may end a search early, and says how far it came: it has found what comes first. */
function asFar(expected: unknown, answer: unknown): unknown {
  const [all, part] = [Search.safeParse(expected).data?.value, Search.safeParse(answer).data?.value]
  if (all === undefined || part === undefined || part.searched === 0 || part.searched >= all.searched)
    return expected
  return { value: { things: all.things.slice(0, part.things.length), searched: part.searched } }
}

const Search = z.object({ value: z.object({ things: z.array(z.unknown), searched: z.number }) })

const moving = {
  name: 'SQLite, moved to PostgreSQL and back at each restart',
  open: openMovingSqlite,
  isMoved: true,
}

/** Each day SQLite alone. */
const kinds: readonly (StoreKind<OpenDurableStore> & { readonly isMoved?: boolean })[] = IS_HARD
  ? [...durableStores, ...(hasPostgres ? [moving] : [])]
  : durableStores.slice(0, 1)

describe.each(kinds)('the store beside memory: $name', ({ open, isParallel = false, isMoved = false }) => {
  test(
    'random calls get the same answers',
    async () => {
      const seed = seedFromEnvironment() | 0
      console.info(`random calls: seed ${seed}; again with INKLAND_SEED=${seed}`)
      const property = fc.asyncProperty(
        fc.array(turn, { minLength: 5, maxLength: 40, size: 'max' }),
        async (turns) => {
          await using opened = await open()
          const memory = createMemoryStore(isParallel ? 'world' : 'node')
          for (const { calls, restart } of turns) {
            const [answers, expected] = await Promise.all([
              callAll(opened.store, calls, isParallel),
              callAll(memory, calls, isParallel),
            ])
            expect(answers).toEqual(expected.map((answer, at) => asFar(answer, answers[at])))
            if (restart) await Promise.all([opened.reopen(), forget(memory)])
            if (restart && isMoved) forgetWords(memory)
          }
          expect(await wholeOf(opened.store)).toEqual(await wholeOf(memory))
        },
      )
      await fc.assert(property, { seed, endOnFailure: true, numRuns: RUNS })
    },
    TIMEOUT_MS,
  )
})

/** The effect of a restart on a store: unfinished imports are gone, and all leases are over. */
async function forget(store: Store): Promise<void> {
  for (let key = 1; key <= KEY_MAX; key += 1) {
    for (let epoch = 1; epoch <= EPOCHS_MAX; epoch += 1) await store.release(key as WorldKey, epoch)
  }
  for (const { process, beat } of await store.processes()) await store.expel(process, beat)
  const published = new Set((await worldsOf(store)).map((world) => world.key))
  for (let key = 1; key <= KEY_MAX; key += 1) {
    if (!published.has(key as WorldKey)) await told(store.destroy(key as WorldKey))
  }
}

const worldsOf = async (store: Store) => [
  ...(await store.worlds('here')),
  ...(await store.worlds('binned')),
  ...(await store.worlds('foreign')),
]

/** Everything that can be read of a store. */
async function wholeOf(store: Store): Promise<unknown> {
  const worlds = await worldsOf(store)
  const logs = worlds.flatMap((world) =>
    (['scene', 'live'] as const).map((kind) => {
      const document = { world: world.key, kind }
      return Promise.all([
        store.open(document),
        store.log(document, 0, 1000),
        store.pins(document),
        store.rowIndex(document, { before: null, limit: 1000 }),
        store.indexedTo(document),
        store.checkpointSizes(document),
      ])
    }),
  )
  const people = await Promise.all(MEMBERS.map((id) => store.person(id)))
  const whole = await Promise.all(logs)
  return [worlds, whole, await store.members(), await store.living(), await store.personalLogs(), people]
}
