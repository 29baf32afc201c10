// A store that fails when a test says so, around one that works. It keeps the contract: after a failed
// append, those to the same document fail until the failure was told.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { StoreFault, type DocumentKey, type Store } from '../../../server/storage/store.ts'

export interface Faults {
  /** Whether this call fails: its name, and its number among all calls, from 1. */
  readonly failOn: (call: keyof Store, n: number) => boolean
  /**
   * `before` (unless given): the work is not done, as when the disk is full. `after`: the work is done and
   * the call fails all the same, as when a database's answer is lost on the way; a store on one machine never
   * does that.
   */
  readonly when?: 'before' | 'after'
  /** Resolves when a failure is told; on the next turn unless given. */
  readonly delay?: () => Promise<unknown>
}

/** Wraps a store so that the calls chosen by `failOn` reject with a StoreFault. `close` never fails. */
export function createFaultyStore(inner: Store, faults: Faults): Store {
  const { failOn, when = 'before', delay = () => nextTurn() } = faults
  const failing = new Map<string, number>()
  let calls = 0
  const isDue = (call: keyof Store): boolean => failOn(call, (calls += 1))

  const fail = async (call: keyof Store, work: () => Promise<unknown>): Promise<never> => {
    const done = when === 'after' ? work() : null
    // Its own fault, if it has one, is told below.
    done?.catch(() => {})
    await delay()
    await done
    throw new StoreFault(`A fault that the test asked for, in ${call}.`)
  }
  const guard = <Answer>(call: keyof Store, work: () => Promise<Answer>): Promise<Answer> =>
    isDue(call) ? fail(call, work) : work()

  return {
    worlds: (which) => guard('worlds', () => inner.worlds(which)),
    worldsBy: (ids, most) => guard('worldsBy', () => inner.worldsBy(ids, most)),
    addressOwners: () => guard('addressOwners', () => inner.addressOwners()),
    worldsUnder: (account) => guard('worldsUnder', () => inner.worldsUnder(account)),
    find: (address) => guard('find', () => inner.find(address)),
    findById: (id) => guard('findById', () => inner.findById(id)),
    findByKey: (key) => guard('findByKey', () => inner.findByKey(key)),
    create: (world) => guard('create', () => inner.create(world)),
    rename: (world, address) => guard('rename', () => inner.rename(world, address)),
    retitle: (world, title) => guard('retitle', () => inner.retitle(world, title)),
    bin: (world, at) => guard('bin', () => inner.bin(world, at)),
    destroy: (world) => guard('destroy', () => inner.destroy(world)),
    restart: (world, as) => guard('restart', () => inner.restart(world, as)),
    join: (process) => guard('join', () => inner.join(process)),
    beat: (process) => guard('beat', () => inner.beat(process)),
    processes: () => guard('processes', () => inner.processes()),
    expel: (process, seen) => guard('expel', () => inner.expel(process, seen)),
    lease: (world, process, from) => guard('lease', () => inner.lease(world, process, from)),
    release: (world, epoch) => guard('release', () => inner.release(world, epoch)),
    setLiving: (world, isLiving, lookedTo) =>
      guard('setLiving', () => inner.setLiving(world, isLiving, lookedTo)),
    living: () => guard('living', () => inner.living()),
    append(updates, passages, records) {
      const documents = updates.map((update) => nameOf(update.document))
      const follows = documents.some((document) => failing.has(document))
      if (!isDue('append') && !follows) return inner.append(updates, passages, records)
      for (const document of documents) failing.set(document, (failing.get(document) ?? 0) + 1)
      const told = fail(
        'append',
        follows ? () => Promise.resolve() : () => inner.append(updates, passages, records),
      )
      return told.finally(() => {
        for (const document of documents) {
          const left = (failing.get(document) ?? 1) - 1
          if (left === 0) failing.delete(document)
          else failing.set(document, left)
        }
      })
    },
    reserveClients: (document, reservation) =>
      guard('reserveClients', () => inner.reserveClients(document, reservation)),
    open: (document) => guard('open', () => inner.open(document)),
    snapshot: (document, sequence, state) =>
      guard('snapshot', () => inner.snapshot(document, sequence, state)),
    log: (document, after, limit) => guard('log', () => inner.log(document, after, limit)),
    size: (document, since) => guard('size', () => inner.size(document, since)),
    snapshotSizes: () => guard('snapshotSizes', () => inner.snapshotSizes()),
    forgetRows: (log, after, upTo) => guard('forgetRows', () => inner.forgetRows(log, after, upTo)),
    personalLogs: () => guard('personalLogs', () => inner.personalLogs()),
    quarantine: (document, sequence) => guard('quarantine', () => inner.quarantine(document, sequence)),
    condense: (document) => guard('condense', () => inner.condense(document)),
    compact: (document, rule) => guard('compact', () => inner.compact(document, rule)),
    pin: (document, sequence, name) => guard('pin', () => inner.pin(document, sequence, name)),
    unpin: (document, name) => guard('unpin', () => inner.unpin(document, name)),
    pins: (document) => guard('pins', () => inner.pins(document)),
    indexRows: (document, rows) => guard('indexRows', () => inner.indexRows(document, rows)),
    rowIndex: (document, stretch) => guard('rowIndex', () => inner.rowIndex(document, stretch)),
    indexedTo: (document) => guard('indexedTo', () => inner.indexedTo(document)),
    keepCheckpoint: (document, checkpoint) =>
      guard('keepCheckpoint', () => inner.keepCheckpoint(document, checkpoint)),
    checkpointAt: (document, sequence) => guard('checkpointAt', () => inner.checkpointAt(document, sequence)),
    checkpointSizes: (document) => guard('checkpointSizes', () => inner.checkpointSizes(document)),
    dropCheckpoint: (document, sequence) =>
      guard('dropCheckpoint', () => inner.dropCheckpoint(document, sequence)),
    keepWords: (world, changes) => guard('keepWords', () => inner.keepWords(world, changes)),
    wordedThings: (world) => guard('wordedThings', () => inner.wordedThings(world)),
    unreadWorlds: (worlds) => guard('unreadWorlds', () => inner.unreadWorlds(worlds)),
    findWords: (search) => guard('findWords', () => inner.findWords(search)),
    replaceLogs: (lines, records) => guard('replaceLogs', () => inner.replaceLogs(lines, records)),
    purge: () => guard('purge', () => inner.purge()),
    stage: (createdAt) => guard('stage', () => inner.stage(createdAt)),
    importLog: (document, part) => guard('importLog', () => inner.importLog(document, part)),
    publish: (world, as) => guard('publish', () => inner.publish(world, as)),
    nameMember: (member) => guard('nameMember', () => inner.nameMember(member)),
    membersBy: (ids) => guard('membersBy', () => inner.membersBy(ids)),
    members: () => guard('members', () => inner.members()),
    person: (id) => guard('person', () => inner.person(id)),
    personOf: (body) => guard('personOf', () => inner.personOf(body)),
    personNamed: (account) => guard('personNamed', () => inner.personNamed(account)),
    takenAccounts: (accounts) => guard('takenAccounts', () => inner.takenAccounts(accounts)),
    peopleIn: (world) => guard('peopleIn', () => inner.peopleIn(world)),
    introduce: (person) => guard('introduce', () => inner.introduce(person)),
    changePerson: (id, change) => guard('changePerson', () => inner.changePerson(id, change)),
    setOwner: (world, owner) => guard('setOwner', () => inner.setOwner(world, owner)),
    passWorlds: (from, to) => guard('passWorlds', () => inner.passWorlds(from, to)),
    claimClients: (from, to) => guard('claimClients', () => inner.claimClients(from, to)),
    records: (kind) => guard('records', () => inner.records(kind)),
    recordsBy: (keys) => guard('recordsBy', () => inner.recordsBy(keys)),
    lastRecords: (kind, before, limit) => guard('lastRecords', () => inner.lastRecords(kind, before, limit)),
    changeRecords: (changes) => guard('changeRecords', () => inner.changeRecords(changes)),
    pass: (passage) => guard('pass', () => inner.pass(passage)),
    secret: (name, make) => guard('secret', () => inner.secret(name, make)),
    probe: () => guard('probe', () => inner.probe()),
    close: () => inner.close(),
  }
}

const nameOf = ({ world, kind }: DocumentKey): string => `${world}/${kind}`
