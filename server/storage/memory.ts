// A store that keeps everything in memory and nothing after it: for tests, and the reference that other stores are
// compared with.
import type { AccountName, Address, ArtifactId, MemberId, WorldId } from '../../shared/world/address.ts'
import {
  afterAFailure,
  beyondTheLog,
  closedStore,
  elsewhere,
  missingWorld,
  notPersonal,
  recordTaken,
  staleLease,
} from './faults.ts'
import { compactRows } from './memory/compacting.ts'
import { DAY_MS, logSize } from './log-size.ts'
import { MemoryPeople } from './memory/people.ts'
import { MemoryRecords } from './memory/records.ts'
import {
  checkClaims,
  documentIn,
  emptyDocument,
  emptyWorld,
  identityOf,
  isForeign,
  note,
  personalLogsIn,
  placeOf,
  recordOf,
  type Identity,
  type KeptDocument,
  type KeptWorld,
} from './memory/world.ts'
import { pageOf } from './page.ts'
import {
  isPersonal,
  type Append,
  type CompactionRule,
  type DocumentKey,
  type Lease,
  type LogPart,
  type LogRow,
  type LogSize,
  type MemberRecord,
  type NewWorldRecord,
  type Passage,
  type PersonalLog,
  type PersonRecord,
  type PublishedWorld,
  type RecordChange,
  type RestartedWorld,
  type Store,
  type Stored,
  type StoredRecord,
  type WorldKey,
  type WorldRecord,
} from './store.ts'

/** Makes an empty store. */
export function createMemoryStore(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  readonly #worlds = new Map<WorldKey, KeptWorld>()
  readonly #names = new Map<MemberId, string>()
  readonly #people = new MemoryPeople()
  readonly #records = new MemoryRecords()
  readonly #secrets = new Map<string, Uint8Array>()
  /** Documents with an append that failed and whose caller has not been told yet. */
  readonly #failing = new Set<string>()
  #lastKey = 0
  #lastSequence = 0
  #closed = false

  worlds(which: 'here' | 'binned' | 'foreign'): Promise<WorldRecord[]> {
    return this.#run(() =>
      [...this.#worlds.values()]
        .filter((world) => placeOf(world) === which)
        .flatMap((world) => recordOf(world) ?? [])
        .sort((a, b) => b.changedAt - a.changedAt || b.key - a.key),
    )
  }

  find(address: Address): Promise<WorldRecord | null> {
    return this.#run(() => this.#search((identity) => identity.address === address))
  }

  findById(id: WorldId): Promise<WorldRecord | null> {
    return this.#run(() => this.#search((identity) => identity.id === id))
  }

  findByKey(key: WorldKey): Promise<WorldRecord | null> {
    return this.#run(() => {
      const world = this.#worlds.get(key)
      return world === undefined ? null : recordOf(world)
    })
  }

  create(given: NewWorldRecord): Promise<WorldRecord | null> {
    const { id, line, address, title, at, scene, isLiving, owner = null } = given
    return this.#run(() => {
      if (this.#taken(address, id)) return null
      const world = emptyWorld((this.#lastKey + 1) as WorldKey, at)
      world.identity = { id, line, address, title }
      world.owner = owner
      checkClaims(scene.map((update) => ({ ...update, document: world.documents.scene })))
      this.#add(world)
      for (const update of scene) this.#appendOne(world.documents.scene, update)
      if (isLiving !== undefined) note(world, isLiving, world.documents.scene.rows.at(-1)?.sequence ?? 0)
      return recordOf(world)
    })
  }

  rename(key: WorldKey, address: Address): Promise<WorldRecord | null> {
    return this.#run(() => {
      const world = this.#world(key)
      const identity = identityOf(world)
      const holder = this.#search((other) => other.address === address)
      if (holder !== null && holder.key !== key) return null
      identity.address = address
      return recordOf(world)
    })
  }

  retitle(key: WorldKey, title: string): Promise<void> {
    return this.#run(() => {
      identityOf(this.#world(key)).title = title
    })
  }

  setOwner(key: WorldKey, owner: MemberId | null): Promise<void> {
    return this.#run(() => {
      const world = this.#world(key)
      identityOf(world)
      world.owner = owner
    })
  }

  passWorlds(from: MemberId | null, to: MemberId): Promise<void> {
    return this.#run(() => {
      for (const world of this.#worlds.values())
        if (world.identity !== null && !isForeign(world) && world.owner === from) world.owner = to
    })
  }

  bin(key: WorldKey, at: number | null): Promise<void> {
    return this.#run(() => {
      const world = this.#world(key)
      identityOf(world)
      world.binnedAt = at
    })
  }

  destroy(key: WorldKey): Promise<void> {
    return this.#run(() => {
      const world = this.#world(key)
      if (world.identity !== null && world.binnedAt === null) throw missingWorld(key)
      this.#worlds.delete(key)
      this.#people.leave(key)
    })
  }

  restart(key: WorldKey, { id, line, title, at, scene, live }: RestartedWorld): Promise<WorldRecord | null> {
    return this.#run(() => {
      const world = this.#world(key)
      if (!isForeign(world)) throw missingWorld(key)
      const identity = identityOf(world)
      const holder = this.#search((other) => other.id === id)
      if (holder !== null && holder.key !== key) return null
      world.identity = { ...identity, id, line, title }
      world.isLiving = null
      world.lookedTo = 0
      for (const [kind, first] of [
        ['scene', scene],
        ['live', live],
      ] as const) {
        world.documents[kind] = emptyDocument()
        this.#appendOne(world.documents[kind], { ...first, at })
      }
      return recordOf(world)
    })
  }

  append(
    updates: readonly Append[],
    passages: readonly Passage[] = [],
    records: readonly RecordChange[] = [],
  ): Promise<number[]> {
    return this.#run(() => {
      const names = updates.map(({ document }) => `${document.world}/${document.kind}`)
      try {
        if (names.some((name) => this.#failing.has(name))) throw afterAFailure()
        const found = updates.map((update) => ({ ...update, document: this.#document(update.document) }))
        for (const { document, epoch } of updates) this.#checkEpoch(document.world, epoch)
        checkClaims(found)
        if (!passages.every((passage) => this.#mayPass(passage))) throw elsewhere()
        if (!this.#records.change(records)) throw recordTaken()
        for (const passage of passages) this.#people.pass(passage)
        return found.map((update) => this.#appendOne(update.document, update))
      } catch (fault) {
        for (const name of names) this.#failing.add(name)
        // The caller learns of it in the microtask after this one.
        queueMicrotask(() => this.#failing.clear())
        throw fault
      }
    })
  }

  open(key: DocumentKey): Promise<Stored> {
    return this.#run(() => {
      const { rows, snapshot, snapshotSequence, clients } = this.#document(key)
      return {
        sequence: rows.at(-1)?.sequence ?? 0,
        snapshot,
        snapshotSequence,
        tail: rows
          .filter((row) => row.sequence > snapshotSequence && !row.quarantined)
          .map(({ sequence, bytes }) => ({ sequence, bytes })),
        clients: new Map(clients),
      }
    })
  }

  snapshot(key: DocumentKey, sequence: number, state: Uint8Array): Promise<void> {
    return this.#run(() => {
      const document = this.#document(key)
      if (sequence > (document.rows.at(-1)?.sequence ?? 0)) throw beyondTheLog(sequence)
      if (sequence < document.snapshotSequence) return
      document.snapshot = state.slice()
      document.snapshotSequence = sequence
    })
  }

  log(key: DocumentKey, after: number, limit: number): Promise<LogRow[]> {
    return this.#run(() => {
      const rows = this.#document(key).rows.filter((row) => row.sequence > after)
      return [...pageOf(rows.slice(0, limit))]
    })
  }

  size(key: DocumentKey, since: number): Promise<LogSize> {
    return this.#run(() => {
      const parts = this.#document(key).rows.map(({ lastAt, bytes }) => ({
        day: Math.floor(lastAt / DAY_MS),
        rows: 1,
        bytes: bytes.length,
      }))
      return logSize(parts, since)
    })
  }

  forgetRows(key: DocumentKey, after: number, upTo: number): Promise<void> {
    return this.#run(() => {
      if (!isPersonal(key.kind)) throw notPersonal(key.kind)
      const log = this.#document(key)
      log.rows = log.rows.filter(({ sequence }) => sequence <= after || sequence > upTo)
    })
  }

  personalLogs(): Promise<PersonalLog[]> {
    return this.#run(() => [...this.#worlds.values()].flatMap(personalLogsIn))
  }

  quarantine(key: DocumentKey, sequence: number): Promise<void> {
    return this.#run(() => {
      const document = this.#document(key)
      document.rows = document.rows.map((row) =>
        row.sequence === sequence ? { ...row, quarantined: true } : row,
      )
    })
  }

  compact(key: DocumentKey, rule: CompactionRule): Promise<{ merged: number; into: number }> {
    return this.#run(() => {
      const document = this.#document(key)
      const { rows, ...done } = compactRows(document.rows, document.snapshotSequence, rule)
      document.rows = rows
      return done
    })
  }

  lease(key: WorldKey, holder: string, now: number, until: number): Promise<Lease | null> {
    return this.#run(() => {
      const world = this.#world(key)
      identityOf(world)
      const { lease } = world
      const isHeld = lease.holder !== null && lease.until > now
      if (isHeld && lease.holder !== holder) return null
      const epoch = isHeld ? lease.epoch : lease.epoch + 1
      world.lease = { epoch, holder, until }
      return { epoch, until }
    })
  }

  release(key: WorldKey, epoch: number): Promise<void> {
    return this.#run(() => {
      const world = this.#worlds.get(key)
      if (world?.lease.epoch === epoch) world.lease = { epoch, holder: null, until: 0 }
    })
  }

  setLiving(key: WorldKey, isLiving: boolean, lookedTo: number): Promise<void> {
    return this.#run(() => {
      const world = this.#world(key)
      identityOf(world)
      note(world, isLiving, lookedTo)
    })
  }

  living(): Promise<WorldRecord[]> {
    return this.#run(() =>
      [...this.#worlds.values()]
        .filter(
          (world) =>
            placeOf(world) === 'here' &&
            (world.isLiving !== false || world.lookedTo < (world.documents.scene.rows.at(-1)?.sequence ?? 0)),
        )
        .flatMap((world) => recordOf(world) ?? []),
    )
  }

  stage(createdAt: number): Promise<WorldKey> {
    return this.#run(() => this.#add(emptyWorld((this.#lastKey + 1) as WorldKey, createdAt)).key)
  }

  importLog(key: DocumentKey, { rows, clients }: LogPart): Promise<number> {
    return this.#run(() => {
      const world = this.#world(key.world)
      if (world.identity !== null) throw missingWorld(key.world)
      const document = documentIn(world, key.kind)
      checkClaims([...clients].map(([client, member]) => ({ document, claims: [client], member })))
      for (const row of rows) {
        document.rows.push({ ...row, bytes: row.bytes.slice(), sequence: (this.#lastSequence += 1) })
      }
      for (const [client, member] of clients) document.clients.set(client, member)
      return document.rows.at(-1)?.sequence ?? 0
    })
  }

  publish(key: WorldKey, as: PublishedWorld): Promise<WorldRecord | null> {
    const { id, line, address, title, owner = null, names } = as
    return this.#run(() => {
      const world = this.#world(key)
      if (world.identity !== null) throw missingWorld(key)
      if (this.#taken(address, id)) return null
      world.identity = { id, line, address, title }
      world.owner = owner
      for (const { id, name } of names) if (!this.#names.has(id)) this.#names.set(id, name)
      return recordOf(world)
    })
  }

  nameMember({ id, name }: MemberRecord): Promise<void> {
    return this.#run(() => {
      this.#names.set(id, name)
    })
  }

  members(): Promise<MemberRecord[]> {
    return this.#run(() =>
      [...this.#names].map(([id, name]) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1)),
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
      for (const { documents } of this.#worlds.values()) {
        for (const { clients } of Object.values(documents))
          for (const [client, member] of clients) if (member === from) clients.set(client, to)
      }
    })
  }

  records(kind: string): Promise<StoredRecord[]> {
    return this.#run(() => this.#records.all(kind))
  }

  lastRecords(kind: string, before: string | null, limit: number): Promise<StoredRecord[]> {
    return this.#run(() => this.#records.last(kind, before, limit))
  }

  changeRecords(changes: readonly RecordChange[]): Promise<boolean> {
    return this.#run(() => this.#records.change(changes))
  }

  pass(passage: Passage): Promise<boolean> {
    return this.#run(() => {
      if (!this.#mayPass(passage)) return false
      this.#people.pass(passage)
      return true
    })
  }

  secret(name: string, make: () => Uint8Array): Promise<Uint8Array> {
    return this.#run(() => {
      const kept = this.#secrets.get(name) ?? make().slice()
      this.#secrets.set(name, kept)
      return kept.slice()
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

  #world(key: WorldKey): KeptWorld {
    const world = this.#worlds.get(key)
    if (!world) throw missingWorld(key)
    return world
  }

  #checkEpoch(key: WorldKey, epoch: number | undefined): void {
    if (epoch === undefined) return
    const { lease } = this.#world(key)
    if (lease.holder === null || lease.epoch !== epoch) throw staleLease(epoch)
  }

  #mayPass({ person, from, to }: Passage): boolean {
    if (to !== null) identityOf(this.#world(to))
    return this.#people.isAt(person, from)
  }

  #document({ world, kind }: DocumentKey): KeptDocument {
    return documentIn(this.#world(world), kind)
  }

  #search(matches: (identity: Identity) => boolean): WorldRecord | null {
    for (const world of this.#worlds.values()) {
      if (world.identity && matches(world.identity)) return recordOf(world)
    }
    return null
  }

  #taken(address: Address, id: WorldId): boolean {
    return this.#search((identity) => identity.address === address || identity.id === id) !== null
  }

  #add(world: KeptWorld): KeptWorld {
    this.#lastKey = world.key
    this.#worlds.set(world.key, world)
    return world
  }

  #appendOne(document: KeptDocument, { bytes, member, at, claims }: Omit<Append, 'document'>): number {
    const sequence = (this.#lastSequence += 1)
    for (const client of claims) document.clients.set(client, member)
    const times = { firstAt: at, lastAt: at }
    document.rows.push({ sequence, bytes: bytes.slice(), member, ...times, updates: 1, quarantined: false })
    return sequence
  }
}
