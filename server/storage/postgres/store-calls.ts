// What can be asked of the store: for each call, what it touches, and the statements that answer it.
import type { RecordChange } from '../../records/stored-record.ts'
import { withoutLease } from '../store-faults.ts'
import { RecordTaken, type Append, type AvatarMove, type Store } from '../store.ts'
import type { HistoryStore } from '../history-store.ts'
import type { WordStore } from '../word-store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { CHANGED_PERSON, CHANGED_WORLD, CLAIMED_CLIENTS } from '../node-database.ts'
import type { Touched } from './call-order.ts'
import type { Sql } from './connection/connection.ts'
import { callWays, type CallParts, type CallWays, type Work } from './call-ways.ts'
import { logCalls } from './log-calls.ts'
import { makePersonalLogs } from './tables/document-table.ts'
import * as history from './tables/history-tables.ts'
import * as leases from './tables/lease-table.ts'
import { addUpdates } from './tables/log-changes.ts'
import * as people from './tables/people-table.ts'
import * as records from './tables/record-table.ts'
import * as summaries from './tables/summary-table.ts'
import * as making from './tables/world-making.ts'
import * as words from './tables/word-table.ts'
import * as worlds from './tables/world-table.ts'

const LISTS: Touched = { worlds: 'read' }
const WORLDS: Touched = { worlds: 'write' }
const SOMEBODY: Touched = { people: 'read' }
const PEOPLE: Touched = { people: 'write' }

export function callsOn(parts: CallParts): Omit<Store, 'close'> {
  const ways = callWays(parts)
  return {
    ...worldCalls(ways, parts),
    ...leaseCalls(ways, parts),
    ...appendCalls(parts),
    ...logCalls(ways, parts),
    ...historyCalls(ways),
    ...wordCalls(ways),
    ...peopleCalls(ways, parts),
    ...recordCalls(ways, parts),
  }
}

function worldCalls({ read, write, readIn, writeIn }: CallWays, { cleaning, noteChanges }: CallParts) {
  const changed = (world: WorldKey) => ({ kind: CHANGED_WORLD, id: `${world}` })
  const noting = async <Answer>(sql: Sql, world: WorldKey, work: Promise<Answer>): Promise<Answer> => {
    const answer = await work
    await noteChanges(sql, [changed(world)])
    return answer
  }
  /** Documents may have been dropped. */
  const swept = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    const answer = await work
    cleaning.begin()
    return answer
  }
  return {
    worlds: (which) => read(LISTS, (sql) => worlds.listWorlds(sql, which)),
    worldsBy: (ids, most) => read(LISTS, (sql) => worlds.worldsBy(sql, ids, most)),
    addressOwners: () => read(LISTS, worlds.addressOwners),
    worldsUnder: (account) => read(LISTS, (sql) => worlds.worldsUnder(sql, account)),
    living: () => read(LISTS, worlds.livingWorlds),
    find: (address) => read(LISTS, (sql) => worlds.findByAddress(sql, address)),
    findById: (id) => read(LISTS, (sql) => worlds.findById(sql, id)),
    findByKey: (key) => readIn({ world: key }, (sql) => worlds.findByKey(sql, key)),
    create: (world) => write(WORLDS, (sql) => making.createWorld(sql, world)),
    rename: (world, address) =>
      write(WORLDS, (sql) => noting(sql, world, making.renameWorld(sql, world, address))),
    retitle: (world, title) => writeIn({ world }, (sql) => worlds.retitle(sql, world, title)),
    setOwner: (world, owner) =>
      writeIn({ world }, (sql) => noting(sql, world, worlds.setOwner(sql, world, owner))),
    passWorlds: (from, to) =>
      write(WORLDS, async (sql) => {
        const passed = await worlds.passWorlds(sql, from, to)
        await noteChanges(sql, passed.map(changed))
      }),
    bin: (world, at) => writeIn({ world }, (sql) => noting(sql, world, worlds.binWorld(sql, world, at))),
    destroy: (world) =>
      swept(write({ ...WORLDS, ...PEOPLE }, (sql) => noting(sql, world, making.destroyWorld(sql, world)))),
    restart: (world, as) => swept(write(WORLDS, (sql) => making.restartWorld(sql, world, as))),
    setLiving: (world, isLiving, lookedTo) =>
      writeIn({ world }, (sql) => worlds.setLiving(sql, world, isLiving, lookedTo)),
    stage: (createdAt) => write(WORLDS, (sql) => making.stageWorld(sql, createdAt)),
    publish: (world, as) => write({ ...WORLDS, ...PEOPLE }, (sql) => making.publishWorld(sql, world, as)),
    replaceLogs: (lines, changes = []) =>
      swept(
        write({ ...WORLDS, records: 'write' }, async (sql) => {
          const replaced = []
          for (const line of lines) replaced.push(await making.replaceLog(sql, line))
          await records.changeRecords(sql, changes)
          await noteChanges(sql, changes)
          return replaced
        }),
      ),
  } satisfies Partial<Store>
}

function leaseCalls({ write, writeIn, within }: CallWays, { beats, order }: CallParts) {
  const among = <Answer>(touch: 'read' | 'write', work: Work<Answer>): Promise<Answer> =>
    order.run({ processes: touch }, () => beats.use((lane) => lane.write(work)))
  return {
    join: (process) => among('write', (sql) => leases.join(sql, process)),
    beat: (process) => among('write', (sql) => leases.beat(sql, process)),
    processes: () => among('read', leases.processes),
    expel: (process, seen) =>
      write({ ...WORLDS, processes: 'write' }, (sql) => leases.expel(sql, process, seen)),
    lease: (world, process, from) =>
      write({ ...within(world, 'write'), processes: 'read' }, (sql) =>
        leases.takeLease(sql, world, process, from),
      ),
    release: (world, epoch) => writeIn({ world }, (sql) => leases.releaseLease(sql, world, epoch)),
  } satisfies Partial<Store>
}

function appendCalls({ appends, lanes, noteChanges, needsEpochs }: CallParts) {
  const passing = (
    updates: readonly Append[],
    passages: readonly AvatarMove[],
    changes: readonly RecordChange[],
  ): Promise<number[]> =>
    appends.alone(updates, { ...PEOPLE, records: 'write' }, () =>
      lanes.use((lane) =>
        lane.write(async (sql) => {
          await leases.lockWorlds(
            sql,
            updates.map(({ document: { world }, epoch }) => ({
              world,
              ...(epoch !== undefined && { epoch }),
            })),
          )
          const sequences = await addAll(sql, updates)
          await people.passAll(sql, passages)
          await records.changeRecords(sql, changes)
          await noteChanges(sql, changes)
          return sequences
        }),
      ),
    )
  const append = async (
    updates: readonly Append[],
    passages: readonly AvatarMove[] = [],
    changes: readonly RecordChange[] = [],
  ): Promise<number[]> => {
    if (needsEpochs && updates.some(({ epoch }) => epoch === undefined)) throw withoutLease()
    if (passages.length + changes.length > 0) return passing(updates, passages, changes)
    return updates.length === 0 ? [] : [...(await appends.append(updates))]
  }
  return {
    append,
    appendEach: (each) =>
      Promise.all(
        each.map((updates) =>
          append(updates).then(
            ([first = 0]) => first,
            (error: Error) => error,
          ),
        ),
      ),
  } satisfies Partial<Store>
}

/** Adds updates in their order, those of a document that follow one another at once. */
async function addAll(sql: Sql, updates: readonly Append[]): Promise<number[]> {
  await makePersonalLogs(
    sql,
    updates.map(({ document }) => document),
  )
  const sequences: number[] = []
  for (let at = 0; at < updates.length;) {
    const document = updates[at]?.document
    if (document === undefined) break
    const isOther = (update: Append): boolean =>
      update.document.world !== document.world || update.document.kind !== document.kind
    const end = updates.findIndex((update, index) => index > at && isOther(update))
    const run = updates.slice(at, end === -1 ? undefined : end)
    const before = await addUpdates(sql, document, run)
    sequences.push(...run.map((_, index) => before + 1 + index))
    at += run.length
  }
  return sequences
}

/** On what is kept beside a document's log. */
function historyCalls({ readIn, writeBeside }: CallWays) {
  return {
    pin: (key, sequence, name) => writeBeside(key, (sql) => history.pin(sql, key, sequence, name)),
    unpin: (key, name) => writeBeside(key, (sql) => history.unpin(sql, key, name)),
    pins: (key) => readIn(key, (sql) => history.pinsOf(sql, key)),
    indexRows: (key, rows) => writeBeside(key, (sql) => summaries.indexRows(sql, key, rows)),
    rowIndex: (key, stretch) => readIn(key, (sql) => summaries.rowIndex(sql, key, stretch)),
    indexedTo: (key) => readIn(key, (sql) => summaries.indexedTo(sql, key)),
    keepCheckpoint(key, checkpoint) {
      const kept = { ...checkpoint, state: new Uint8Array(checkpoint.state) }
      return writeBeside(key, (sql) => history.keepCheckpoint(sql, key, kept))
    },
    checkpointAt: (key, sequence) => readIn(key, (sql) => history.checkpointAt(sql, key, sequence)),
    checkpointSizes: (key) => readIn(key, (sql) => history.checkpointSizes(sql, key)),
    dropCheckpoint: (key, sequence) => writeBeside(key, (sql) => history.dropCheckpoint(sql, key, sequence)),
  } satisfies Partial<HistoryStore>
}

function wordCalls({ read, readIn, writeBeside }: CallWays) {
  return {
    keepWords: (world, changes) => writeBeside({ world }, (sql) => words.keepWords(sql, world, changes)),
    wordedThings: (world) => readIn({ world }, (sql) => words.wordedThings(sql, world)),
    unreadWorlds: (keys) => read(LISTS, (sql) => words.unreadWorlds(sql, keys)),
    findWords: (search) => read(LISTS, (sql) => words.findWords(sql, search)),
  } satisfies WordStore
}

function peopleCalls({ read, write }: CallWays, { noteChanges }: CallParts) {
  return {
    nameMember: (member) => write(PEOPLE, (sql) => people.nameMember(sql, member)),
    members: () => read(SOMEBODY, people.members),
    membersBy: (ids) => read(SOMEBODY, (sql) => people.membersBy(sql, ids)),
    person: (id) => read(SOMEBODY, (sql) => people.personBy(sql, id)),
    personOf: (body) => read(SOMEBODY, (sql) => people.personOf(sql, body)),
    personNamed: (account) => read(SOMEBODY, (sql) => people.personNamed(sql, account)),
    takenAccounts: (accounts) => read(SOMEBODY, (sql) => people.takenAccounts(sql, accounts)),
    peopleIn: (world) => read(SOMEBODY, (sql) => people.peopleIn(sql, world)),
    introduce: (person) => write(PEOPLE, (sql) => people.introduce(sql, person)),
    changePerson: (id, change) =>
      write(PEOPLE, async (sql) => {
        const person = await people.changePerson(sql, id, change)
        await noteChanges(sql, [{ kind: CHANGED_PERSON, id }])
        return person
      }),
    pass: (passage) => write({ worlds: 'passing read', ...PEOPLE }, (sql) => people.passPerson(sql, passage)),
    claimClients: (from, to) =>
      write(WORLDS, async (sql) => {
        await people.claimClients(sql, from, to)
        await noteChanges(sql, [{ kind: CLAIMED_CLIENTS, id: `${from} ${to}` }])
      }),
  } satisfies Partial<Store>
}

function recordCalls({ read, write }: CallWays, { noteChanges }: CallParts) {
  return {
    records: (kind) => read({ records: 'read' }, (sql) => records.recordsOf(sql, kind)),
    recordsBy: (keys) => read({ records: 'read' }, (sql) => records.recordsBy(sql, keys)),
    lastRecords: (kind, before, limit) =>
      read({ records: 'read' }, (sql) => records.lastRecords(sql, kind, before, limit)),
    changeRecords: (changes) =>
      write({ records: 'write' }, async (sql) => {
        await records.changeRecords(sql, changes)
        await noteChanges(sql, changes)
      }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof RecordTaken) return false
          throw error
        },
      ),
    async secret(name, make) {
      const kept = await read({ [`secret ${name}`]: 'read' }, (sql) => records.readSecret(sql, name))
      if (kept !== null) return kept
      const made = make().slice()
      await write({ [`secret ${name}`]: 'write' }, (sql) => records.keepSecret(sql, name, made))
      return (await read({ [`secret ${name}`]: 'read' }, (sql) => records.readSecret(sql, name))) ?? made
    },
  } satisfies Partial<Store>
}
