// A store that keeps everything in memory and nothing after it: for tests, and the reference that other
// stores are compared with.
import {
  nodeOf,
  partsOf,
  type AccountName,
  type Address,
  type ArtifactId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import {
  afterAFailure,
  closedStore,
  elsewhere,
  missingWorld,
  notPersonal,
  recordTaken,
} from '../../../server/storage/store-faults.ts'
import {
  compact,
  condense,
  forgetRows,
  keepSnapshot,
  MemoryLogs,
  type Numbering,
  quarantine,
  rowsAfter,
  sizeOf,
  storedOf,
} from './memory-logs.ts'
import {
  checkpointAt,
  checkpointSizes,
  indexRows,
  keepCheckpoint,
  pin,
  pinsIn,
  stretchOf,
} from './memory-history.ts'
import { MemoryPeople } from './memory-people.ts'
import { MemoryRecords } from './memory-records.ts'
import {
  checkClaims,
  documentIn,
  emptyDocument,
  identityOf,
  isForeign,
  note,
  personalLogsIn,
  recordOf,
  snapshotSizesIn,
  type MemoryDocument,
} from './memory-world.ts'
import { MemoryWorlds } from './memory-worlds.ts'
import {
  isPersonal,
  type Append,
  type ClientReservation,
  type CompactionRule,
  type DocumentKey,
  type LogPart,
  type LogRow,
  type LogSize,
  type MemberRecord,
  type NewWorldRecord,
  type AvatarMove,
  type PersonalLog,
  type PersonRecord,
  type ProcessId,
  type PublishedWorld,
  type SnapshotSize,
  type AddressOwner,
  type RestartedWorld,
  type Store,
  type Stored,
} from '../../../server/storage/store.ts'
import type { ProcessBeat } from '../../../server/storage/lease-store.ts'
import type {
  Checkpoint,
  CheckpointSize,
  IndexedRow,
  IndexStretch,
  NewLine,
  Pin,
} from '../../../server/storage/history-store.ts'
import type { WordMatches, UnreadWorld, WordChanges, WordSearch } from '../../../server/storage/word-store.ts'
import { dropWords, findWords, keepWords, unreadWorlds, wordedThings } from './memory-words.ts'
import type { RecordChange, StoredRecordKey, StoredRecord } from '../../../server/records/stored-record.ts'
import type { WorldKey, WorldRecord } from '../../../server/contracts/world-record.ts'

/** Makes an empty store. */
export function createMemoryStore(numbering: Numbering = 'node'): Store {
  return createSharedMemory(numbering)()
}

/** Makes an empty store that several processes use: each answer is the store of another one. */
export function createSharedMemory(numbering: Numbering = 'node'): () => Store {
  const data: MemoryData = {
    worlds: new MemoryWorlds(),
    logs: new MemoryLogs(numbering),
    names: new Map(),
    people: new MemoryPeople(),
    records: new MemoryRecords(),
    secrets: new Map(),
  }
  return () => new MemoryStore(data)
}

/** A move to another store takes no words along: they are read there anew. */
export function forgetWords(store: Store): void {
  if (store instanceof MemoryStore) store.forgetWords()
}

interface MemoryData {
  readonly worlds: MemoryWorlds
  readonly logs: MemoryLogs
  readonly names: Map<MemberId, string>
  readonly people: MemoryPeople
  readonly records: MemoryRecords
  readonly secrets: Map<string, Uint8Array>
}

class MemoryStore implements Store {
  readonly #worlds: MemoryWorlds
  readonly #logs: MemoryLogs
  readonly #names: Map<MemberId, string>
  readonly #people: MemoryPeople
  readonly #records: MemoryRecords
  readonly #secrets: Map<string, Uint8Array>
  /** Documents with an append that failed and whose caller has not been told yet. */
  readonly #failing = new Set<string>()
  #closed = false

  constructor({ worlds, logs, names, people, records, secrets }: MemoryData) {
    this.#worlds = worlds
    this.#logs = logs
    this.#names = names
    this.#people = people
    this.#records = records
    this.#secrets = secrets
  }

  worlds(which: 'here' | 'binned' | 'foreign'): Promise<WorldRecord[]> {
    return this.#run(() => this.#worlds.listed(which))
  }

  worldsBy(ids: readonly WorldId[], most: number): Promise<WorldRecord[]> {
    return this.#run(() => this.#worlds.those(({ id }) => ids.includes(id)).slice(0, most))
  }

  addressOwners(): Promise<AddressOwner[]> {
    return this.#run(() => {
      const own = this.#worlds.those(({ address }) => nodeOf(address) === null)
      const pairs = own.map(({ address, owner }): AddressOwner => ({
        account: partsOf(address).account,
        owner,
      }))
      return [...new Map(pairs.map((pair) => [`${pair.account} ${pair.owner}`, pair])).values()]
    })
  }

  worldsUnder(account: AccountName): Promise<WorldRecord[]> {
    return this.#run(() =>
      this.#worlds
        .those(({ address }) => partsOf(address).account === account)
        .sort((a, b) => (a.address < b.address ? -1 : 1)),
    )
  }

  find(address: Address): Promise<WorldRecord | null> {
    return this.#run(() => this.#worlds.find((identity) => identity.address === address))
  }

  findById(id: WorldId): Promise<WorldRecord | null> {
    return this.#run(() => this.#worlds.find((identity) => identity.id === id))
  }

  findByKey(key: WorldKey): Promise<WorldRecord | null> {
    return this.#run(() => this.#worlds.byKey(key))
  }

  create(given: NewWorldRecord): Promise<WorldRecord | null> {
    const { id, line, address, title, at, scene, isLiving, owner = null } = given
    return this.#run(() => {
      if (this.#worlds.isTaken(address, id)) return null
      const first = emptyDocument()
      checkClaims(scene.map((update) => ({ ...update, document: first })))
      const world = this.#worlds.add(at)
      world.identity = { id, line, address, title }
      world.owner = owner
      for (const update of scene) this.#logs.append(world, world.documents.scene, update)
      if (isLiving !== undefined) note(world, isLiving, world.documents.scene.rows.at(-1)?.sequence ?? 0)
      return recordOf(world)
    })
  }

  rename(key: WorldKey, address: Address): Promise<WorldRecord | null> {
    return this.#run(() => this.#worlds.rename(key, address))
  }

  retitle(key: WorldKey, title: string): Promise<void> {
    return this.#run(() => this.#worlds.retitle(key, title))
  }

  setOwner(key: WorldKey, owner: MemberId | null): Promise<void> {
    return this.#run(() => this.#worlds.setOwner(key, owner))
  }

  passWorlds(from: MemberId | null, to: MemberId): Promise<void> {
    return this.#run(() => this.#worlds.pass(from, to))
  }

  bin(key: WorldKey, at: number | null): Promise<void> {
    return this.#run(() => this.#worlds.bin(key, at))
  }

  destroy(key: WorldKey): Promise<void> {
    return this.#run(() => {
      this.#worlds.destroy(key)
      this.#people.leave(key)
    })
  }

  restart(key: WorldKey, as: RestartedWorld): Promise<WorldRecord | null> {
    const { id, line, title, at, scene, live, epoch } = as
    return this.#run(() => {
      const world = this.#worlds.at(key)
      if (!isForeign(world)) throw missingWorld(key)
      this.#worlds.checkEpoch(key, epoch)
      const identity = identityOf(world)
      const holder = this.#worlds.find((other) => other.id === id)
      if (holder !== null && holder.key !== key) return null
      world.identity = { ...identity, id, line, title }
      world.isLiving = null
      world.lookedTo = 0
      dropWords(world)
      for (const [kind, first] of [
        ['scene', scene],
        ['live', live],
      ] as const) {
        world.documents[kind] = emptyDocument()
        this.#logs.append(world, world.documents[kind], { ...first, at })
      }
      return recordOf(world)
    })
  }

  append(
    updates: readonly Append[],
    passages: readonly AvatarMove[] = [],
    records: readonly RecordChange[] = [],
  ): Promise<number[]> {
    return this.#run(() => {
      const names = updates.map(({ document }) => `${document.world}/${document.kind}`)
      try {
        if (names.some((name) => this.#failing.has(name))) throw afterAFailure()
        const found = updates.map((update) => ({
          ...update,
          document: this.#document(update.document),
          world: this.#worlds.at(update.document.world),
        }))
        for (const { document, epoch } of updates) this.#worlds.checkEpoch(document.world, epoch)
        checkClaims(found)
        if (!passages.every((passage) => this.#mayPass(passage))) throw elsewhere()
        if (!this.#records.change(records)) throw recordTaken()
        for (const passage of passages) this.#people.pass(passage)
        return found.map((update) => this.#logs.append(update.world, update.document, update))
      } catch (fault) {
        for (const name of names) this.#failing.add(name)
        // The caller learns of it in the microtask after this one.
        queueMicrotask(() => this.#failing.clear())
        throw fault
      }
    })
  }

  open(key: DocumentKey): Promise<Stored> {
    return this.#run(() => storedOf(this.#document(key)))
  }

  reserveClients(key: DocumentKey, { member, clients, freed, epoch }: ClientReservation): Promise<void> {
    return this.#run(() => {
      const owners = this.#document(key).clients
      this.#worlds.checkEpoch(key.world, epoch)
      for (const [client, owner] of freed) if (owners.get(client) === owner) owners.delete(client)
      for (const client of clients) if (!owners.has(client)) owners.set(client, member)
    })
  }

  snapshot(key: DocumentKey, sequence: number, state: Uint8Array): Promise<void> {
    return this.#run(() => keepSnapshot(this.#document(key), sequence, state))
  }

  log(key: DocumentKey, after: number, limit: number): Promise<LogRow[]> {
    return this.#run(() => rowsAfter(this.#document(key), after, limit))
  }

  size(key: DocumentKey, since: number): Promise<LogSize> {
    return this.#run(() => sizeOf(this.#document(key), since))
  }

  snapshotSizes(): Promise<SnapshotSize[]> {
    return this.#run(() => [...this.#worlds.all()].flatMap(snapshotSizesIn))
  }

  forgetRows(key: DocumentKey, after: number, upTo: number): Promise<void> {
    return this.#run(() => {
      if (!isPersonal(key.kind)) throw notPersonal(key.kind)
      forgetRows(this.#document(key), after, upTo)
    })
  }

  personalLogs(): Promise<PersonalLog[]> {
    return this.#run(() => [...this.#worlds.all()].flatMap(personalLogsIn))
  }

  quarantine(key: DocumentKey, sequence: number): Promise<void> {
    return this.#run(() => quarantine(this.#document(key), sequence))
  }

  condense(key: DocumentKey): Promise<number> {
    return this.#run(() => condense(this.#document(key)))
  }

  compact(key: DocumentKey, rule: CompactionRule): Promise<{ merged: number; into: number }> {
    return this.#run(() => compact(this.#document(key), rule))
  }

  join(process: ProcessId): Promise<void> {
    return this.#run(() => this.#worlds.join(process))
  }

  beat(process: ProcessId): Promise<number> {
    return this.#run(() => this.#worlds.beat(process))
  }

  processes(): Promise<ProcessBeat[]> {
    return this.#run(() => this.#worlds.processes())
  }

  expel(process: ProcessId, seen: number): Promise<boolean> {
    return this.#run(() => this.#worlds.expel(process, seen))
  }

  lease(key: WorldKey, process: ProcessId, from: ProcessId | null = null): Promise<number | null> {
    return this.#run(() => this.#worlds.lease(key, process, from))
  }

  release(key: WorldKey, epoch: number): Promise<void> {
    return this.#run(() => this.#worlds.release(key, epoch))
  }

  setLiving(key: WorldKey, isLiving: boolean, lookedTo: number): Promise<void> {
    return this.#run(() => this.#worlds.setLiving(key, isLiving, lookedTo))
  }

  living(): Promise<WorldRecord[]> {
    return this.#run(() => this.#worlds.living())
  }

  pin(key: DocumentKey, sequence: number, name: string): Promise<void> {
    return this.#run(() => pin(this.#document(key), sequence, name))
  }

  unpin(key: DocumentKey, name: string): Promise<void> {
    return this.#run(() => void this.#document(key).history.pins.delete(name))
  }

  pins(key: DocumentKey): Promise<Pin[]> {
    return this.#run(() => pinsIn(this.#document(key).history))
  }

  indexRows(key: DocumentKey, rows: readonly IndexedRow[]): Promise<boolean> {
    return this.#run(() => indexRows(this.#document(key), rows))
  }

  rowIndex(key: DocumentKey, stretch: IndexStretch): Promise<IndexedRow[]> {
    return this.#run(() => stretchOf(this.#document(key).history, stretch))
  }

  indexedTo(key: DocumentKey): Promise<number> {
    return this.#run(() => Math.max(0, ...this.#document(key).history.index.keys()))
  }

  keepCheckpoint(key: DocumentKey, checkpoint: Checkpoint): Promise<void> {
    return this.#run(() => keepCheckpoint(this.#document(key), checkpoint))
  }

  checkpointAt(key: DocumentKey, sequence: number): Promise<Checkpoint | null> {
    return this.#run(() => checkpointAt(this.#document(key).history, sequence))
  }

  checkpointSizes(key: DocumentKey): Promise<CheckpointSize[]> {
    return this.#run(() => checkpointSizes(this.#document(key).history))
  }

  dropCheckpoint(key: DocumentKey, sequence: number): Promise<void> {
    return this.#run(() => void this.#document(key).history.checkpoints.delete(sequence))
  }

  keepWords(key: WorldKey, changes: WordChanges): Promise<void> {
    return this.#run(() => {
      if (this.#worlds.get(key)?.identity?.line !== changes.line) return
      this.#worlds.checkEpoch(key, changes.epoch)
      keepWords(this.#worlds.at(key), structuredClone(changes))
    })
  }

  forgetWords(): void {
    for (const world of this.#worlds.all()) dropWords(world)
  }

  wordedThings(key: WorldKey): Promise<ArtifactId[]> {
    return this.#run(() => wordedThings(this.#worlds.get(key)))
  }

  unreadWorlds(keys: readonly WorldKey[]): Promise<UnreadWorld[]> {
    return this.#run(() => unreadWorlds(keys, this.#worlds.get))
  }

  findWords(search: WordSearch): Promise<WordMatches> {
    return this.#run(() => findWords(search, this.#worlds.get))
  }

  replaceLogs(lines: readonly NewLine[], records: readonly RecordChange[] = []): Promise<WorldRecord[]> {
    return this.#run(() => {
      for (const line of lines) this.#worlds.checkReplaced(line)
      if (!this.#records.change(records)) throw recordTaken()
      return lines.map((line) => this.#worlds.replaceLog(line))
    })
  }

  purge(): Promise<void> {
    return this.#run(() => {})
  }

  stage(createdAt: number): Promise<WorldKey> {
    return this.#run(() => this.#worlds.add(createdAt).key)
  }

  importLog(key: DocumentKey, part: LogPart): Promise<number> {
    return this.#run(() => {
      const world = this.#worlds.at(key.world)
      if (world.identity !== null) throw missingWorld(key.world)
      return this.#logs.import(world, documentIn(world, key.kind), part)
    })
  }

  publish(key: WorldKey, as: PublishedWorld): Promise<WorldRecord | null> {
    return this.#run(() => {
      const record = this.#worlds.publish(key, as)
      if (record === null) return null
      for (const { id, name } of as.names) if (!this.#names.has(id)) this.#names.set(id, name)
      return record
    })
  }

  nameMember({ id, name }: MemberRecord): Promise<void> {
    return this.#run(() => {
      this.#names.set(id, name)
    })
  }

  members(): Promise<MemberRecord[]> {
    return this.membersBy([...this.#names.keys()])
  }

  membersBy(ids: readonly MemberId[]): Promise<MemberRecord[]> {
    return this.#run(() =>
      [...new Set(ids)].sort().flatMap((id): MemberRecord[] => {
        const name = this.#names.get(id)
        return name === undefined ? [] : [{ id, name }]
      }),
    )
  }

  person(id: MemberId): Promise<PersonRecord | null> {
    return this.#run(() => this.#people.get(id))
  }

  personOf(body: ArtifactId): Promise<PersonRecord | null> {
    return this.#run(() => this.#people.of(body))
  }

  personNamed(account: AccountName): Promise<PersonRecord | null> {
    return this.#run(() => this.#people.named(account))
  }

  takenAccounts(accounts: readonly AccountName[]): Promise<AccountName[]> {
    return this.#run(() => this.#people.taken(accounts))
  }

  peopleIn(world: WorldKey): Promise<PersonRecord[]> {
    return this.#run(() => this.#people.in(world))
  }

  introduce(person: Omit<PersonRecord, 'home' | 'at'>): Promise<PersonRecord | null> {
    return this.#run(() => this.#people.introduce(person))
  }

  changePerson(...change: Parameters<MemoryPeople['change']>): Promise<PersonRecord | null> {
    return this.#run(() => this.#people.change(...change))
  }

  claimClients(from: MemberId, to: MemberId): Promise<void> {
    return this.#run(() => {
      for (const { documents } of this.#worlds.all()) {
        for (const { clients } of Object.values(documents))
          for (const [client, member] of clients) if (member === from) clients.set(client, to)
      }
    })
  }

  records(kind: string): Promise<StoredRecord[]> {
    return this.#run(() => this.#records.all(kind))
  }

  recordsBy(keys: readonly StoredRecordKey[]): Promise<(StoredRecord & StoredRecordKey)[]> {
    return this.#run(() => this.#records.by(keys))
  }

  lastRecords(kind: string, before: string | null, limit: number): Promise<StoredRecord[]> {
    return this.#run(() => this.#records.last(kind, before, limit))
  }

  changeRecords(changes: readonly RecordChange[]): Promise<boolean> {
    return this.#run(() => this.#records.change(changes))
  }

  pass(passage: AvatarMove): Promise<boolean> {
    return this.#run(() => {
      if (!this.#mayPass(passage)) return false
      this.#people.pass(passage)
      return true
    })
  }

  secret(name: string, make: () => Uint8Array): Promise<Uint8Array> {
    return this.#run(() => {
      const secret = this.#secrets.get(name) ?? make().slice()
      this.#secrets.set(name, secret)
      return secret.slice()
    })
  }

  probe(): Promise<void> {
    return this.#run(() => {})
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }

  /** Does a call's work at once, so that calls take effect in order. */
  #run<Answer>(work: () => Answer): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.#closed) throw closedStore()
      resolve(work())
    })
  }

  #mayPass({ person, from, to }: AvatarMove): boolean {
    if (to !== null) identityOf(this.#worlds.at(to))
    return this.#people.isAt(person, from)
  }

  #document({ world, kind }: DocumentKey): MemoryDocument {
    return documentIn(this.#worlds.at(world), kind)
  }
}
