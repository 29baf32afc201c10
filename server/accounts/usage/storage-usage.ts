// How much everybody added to this node's disks. It is counted in memory as it is written to the store, and
// kept now and then (usage-records.ts). How much more somebody may add is asked of quota-checks.ts.
import { BEHAVIOR, HOST, OWNER, type MemberId } from '../../../shared/world/address.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { RecordRoom } from '../../records/record-tables.ts'
import type { DocumentKey, Store } from '../../storage/store.ts'
import { countStore, PERSON_BYTES, ROW_BYTES, type Counter } from './counted-store.ts'
import { createQuotaChecks, createQuotaWarnings, type QuotaChecks } from './quota-checks.ts'
import { createContributors, type ContributorOptions, type Contributors } from './usage-contributors.ts'
import { createKinds } from './usage-kinds.ts'
import { Ledger, type Contributor, type Used } from './usage-ledger.ts'
import { createUsageKeeper, load, PEOPLE } from './usage-records.ts'

/** Between two worlds that were never counted, in ms: people come first. */
const MEASURE_PAUSE_MS = 20

export interface Usage extends QuotaChecks, RecordRoom {
  /** The store that everybody is to use. */
  readonly store: Store
  /** Counts what is written otherwise, by another process of this node. */
  readonly counter: Counter
  /** The contributor for a whole world; null: nobody. */
  readonly ownerOf: Contributors['ofWorld']
  /** The additions of somebody, and of all who count together with them. */
  of(member: MemberId): Used
  all(): readonly (readonly [Contributor, Used])[]
  /** The part of everybody's logs that is in present pages; the rest is history. */
  pages(): ReadonlyMap<Contributor, number>
  /** The contributor for a member's bytes. */
  readonly contributorOf: Contributors['of']
  /** Calls `listener` once a day when most of somebody's room is used, for the person who adds just then. */
  onWarning(listener: (member: MemberId, words: string) => void): void
  /** How many bytes more of somebody's pictures are held, or less. */
  picturesChanged(by: MemberId, bytes: number): void
  /**
   * From now on pictures and records count for the day; worlds that were never counted are measured, one
   * after the other.
   */
  begin(): void
  /** Keeps what was counted. */
  stop(): Promise<void>
}

interface UsageOptions extends ContributorOptions {
  readonly store: Store
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly onFault: (error: unknown) => void
}

/** Opens what was counted so far. */
export async function openUsage(options: UsageOptions): Promise<Usage> {
  const { store: disk, owners, clock, onFault } = options
  const ledger = new Ledger()
  const kinds = createKinds(ledger)
  const stored = await load(disk, ledger)
  for (const { bytes, ...document } of await disk.snapshotSizes()) kinds.noteState(document, bytes)
  // Of all worlds at once, before anybody waits for it.
  kinds.pages()
  const contributors = createContributors(options)
  const listeners: ((member: MemberId, words: string) => void)[] = []
  const onWarning = (member: MemberId, words: string): void => {
    for (const listener of listeners) listener(member, words)
  }
  const warn = createQuotaWarnings({ ledger, contributors, clock, onWarning })
  /** Worlds that are gone, and are to be forgotten on the disk. */
  const ended = new Set<WorldKey>()
  const keeper = createUsageKeeper({ store: disk, ledger, clock, stored, ended, onFault })
  let hasBegun = false
  let isStopped = false

  function counted(payer: MemberId, who: Contributor, bytes: number): void {
    warn(payer, who)
    keeper.counted(bytes)
  }

  const counting = (note: (who: Contributor, bytes: number) => void) => (by: MemberId, bytes: number) => {
    const who = contributors.of(by)
    note(who, bytes)
    if (!hasBegun || bytes <= 0) return
    ledger.addToday(who, bytes, clock.now())
    counted(by, who, bytes)
  }

  /** The contributor for a member's bytes in a world; null: nobody. */
  function payerOf(world: WorldKey, member: MemberId): MemberId | null {
    // The copy of another node's world has a bound of its own: nobody pays for a host's bytes.
    if (member === HOST) return null
    if (member === BEHAVIOR || member === OWNER) return owners.ownerOf({ key: world, owner: null })
    return member
  }

  const sizeOf = (document: DocumentKey): Promise<number> =>
    disk.size(document, clock.now()).then(({ rows, bytes }) => bytes + rows * ROW_BYTES)

  const assign = (document: DocumentKey, owner: MemberId | null, bytes: number): void =>
    ledger.assign(document, owner === null ? null : contributors.of(owner), bytes)

  /** Merged rows take less; live counts for the world's present owner. */
  async function measure(document: DocumentKey): Promise<void> {
    const size = await sizeOf(document)
    if (document.kind !== 'live') return ledger.settle(document, size)
    assign(document, owners.ownerOf({ key: document.world, owner: null }), size)
  }

  /** Worlds from before the counting count for their owners. */
  async function measureOthers(): Promise<void> {
    for (const { key, owner } of [...(await disk.worlds('here')), ...(await disk.worlds('binned'))]) {
      if (isStopped) return
      if (stored.has(key) || ledger.sharesOf(key).length > 0) continue
      for (const kind of ['scene', 'live'] as const) {
        const document = { world: key, kind }
        assign(document, owner, await sizeOf(document))
      }
      await pause(clock, MEASURE_PAUSE_MS)
    }
  }

  const counter: Counter = {
    added(document, member, bytes) {
      const payer = payerOf(document.world, member)
      if (payer === null) return
      const who = contributors.of(payer)
      ledger.add(document, who, bytes, clock.now())
      counted(payer, who, bytes)
    },
    met(member) {
      const who = contributors.of(member)
      ledger.add(PEOPLE, who, PERSON_BYTES, clock.now())
      counted(member, who, PERSON_BYTES)
    },
    brought({ key, owner }, logs) {
      if (owner === null) return
      const who = contributors.of(owner)
      for (const [kind, bytes] of logs) {
        ledger.add({ world: key, kind }, who, bytes, clock.now())
        counted(owner, who, bytes)
      }
    },
    shrunk: (document) => void measure(document).catch(onFault),
    stateStored: (document, bytes) => kinds.noteState(document, bytes),
    ended(world) {
      ledger.end(world)
      kinds.end(world)
      ended.add(world)
    },
  }

  return {
    ...createQuotaChecks({ ...options, ledger, contributors }),
    store: countStore(disk, counter),
    counter,
    ownerOf: contributors.ofWorld,
    of: (member) => ledger.of(contributors.of(member), clock.now()),
    all: () => ledger.all(clock.now()),
    pages: () => kinds.pages(),
    contributorOf: contributors.of,
    onWarning: (listener) => void listeners.push(listener),
    recordsChanged: counting((who, bytes) => ledger.addRecords(who, bytes)),
    picturesChanged: counting((who, bytes) => ledger.addPictures(who, bytes)),
    begin() {
      hasBegun = true
      keeper.begin()
      measureOthers().catch(onFault)
    },
    async stop() {
      isStopped = true
      await keeper.stop()
    },
  }
}
