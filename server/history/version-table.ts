// The versions of worlds: revisions with a name. They are records, and add no bytes to a document; a pin
// holds the row of each in the log, so that its revision stays known. Some are made by the node: before each
// step that changes much at once, and once a day if something changed. Those are thinned as they grow old.
import { z } from 'zod'
import {
  parseLineId,
  type LineId,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../shared/world/address.ts'
import { DAY_MS } from '../../shared/time/durations.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { memberId, worldId } from '../records/record-shapes.ts'
import type { RecordTable, RecordTables, TableChange } from '../records/record-tables.ts'
import type { ImportedVersion } from '../storage/archive/world-file.ts'
import type { DocumentKey, Store } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { HistoryRefusal } from './history-refusal.ts'
import type { HistoryPlace } from './history-places.ts'
import type { WorldHistory } from './world-history.ts'
import { isRecent } from '../../shared/time/recent.ts'

/** Most versions that people name in one world: a list that is still looked through. */
const NAMED_VERSIONS_MAX = 1_000
/** Most versions that the node makes in one world: a day's, one of each day of a month, one of each month. */
export const AUTOMATIC_VERSIONS_MAX = 100
const MONTH_MS = 30 * DAY_MS

const lineId = z.string().transform((text, context): LineId => {
  const id = parseLineId(text)
  if (id === null) context.addIssue('not the id of a line')
  return id ?? z.NEVER
})

const VersionRecord = z.object({
  world: worldId,
  /** The line that the revision is of. */
  line: lineId,
  revision: z.number(),
  name: z.string(),
  note: z.string(),
  /** When the version was made, and when the last of its updates was stored; ms since 1970. */
  at: z.number(),
  lastAt: z.number(),
  /** Null: the node, or somebody without a session. */
  by: memberId.nullable(),
  /** Who brought it in a file, which may say anything of who made it. */
  broughtBy: memberId.exactOptional(),
  isAutomatic: z.boolean(),
})
type VersionRecord = z.infer<typeof VersionRecord>

export type NamedVersion = VersionRecord & { readonly id: string }

interface NewVersion {
  readonly name: string
  readonly note: string
  readonly place: HistoryPlace
  readonly by: MemberId | null
}

/** The node's own are few in each world. */
const holderOf = ({ by, broughtBy, isAutomatic }: VersionRecord): MemberId | null =>
  isAutomatic ? null : (broughtBy ?? by)

export interface WorldVersions {
  /** Those of a world's current line, newest revision first. */
  of(world: Pick<WorldRecord, 'id' | 'line'>): readonly NamedVersion[]
  /** Rejects with a HistoryRefusal when the world has too many, or its log no such row any more. */
  add(world: WorldRecord, version: NewVersion): Promise<NamedVersion>
  /** Keeps how a world is before a step that changes much; `name` is the version's, where more is known. */
  keepBefore(world: WorldRecord, deed: VersionedDeed, by: MemberId, name?: string): Promise<void>
  /**
   * These are all versions of a world that is about to come from somebody's file, and whose rows are pinned.
   */
  imported(
    world: Pick<WorldRecord, 'id' | 'line'>,
    versions: readonly ImportedVersion[],
    broughtBy: MemberId,
  ): Promise<void>
  /** False: the world has no such version. */
  remove(world: WorldRecord, id: string): Promise<boolean>
  /**
   * The changes that give the versions of a world's line to its new line, which has the same revisions; names
   * and notes are as `blank` returns them.
   */
  relined(world: WorldRecord, line: LineId, blank: (text: string) => string): readonly TableChange[]
  /** Something was stored in a scene: once a day its state before that is kept. */
  edited(world: WorldRecord): void
  /** A world is gone for good. */
  forget(world: WorldId): Promise<void>
}

export type VersionedDeed = 'restore' | 'merge' | 'import' | 'revert'

const BEFORE: Readonly<Record<VersionedDeed, string>> = {
  restore: 'Before a restore',
  merge: 'Before a merge',
  import: 'Before an import',
  revert: 'Before edits were taken back',
}
const DAILY = 'Of the day'

const TOO_MANY = `A world keeps at most ${NAMED_VERSIONS_MAX} versions. Delete some that nobody needs first.`
const CHANGED = 'This world is being changed just now. Try again in a moment.'

interface VersionParts {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'pin' | 'unpin' | 'worlds'>
  readonly history: Pick<WorldHistory, 'end' | 'place' | 'placeBefore'>
  readonly clock: ServerClock
  /** The time by which versions are thinned. */
  readonly ages: Pick<ServerClock, 'now'>
  readonly random: RandomBytes
  readonly onFault: (error: unknown) => void
}

/** Reads the records; those of worlds that are gone are forgotten. */
export async function openVersions(parts: VersionParts): Promise<WorldVersions> {
  const { tables, store } = parts
  const records = await tables.table('version', VersionRecord, holderOf)
  if (records.size > 0) {
    const here = new Set(
      [...(await store.worlds('here')), ...(await store.worlds('binned'))].map(({ id }) => id),
    )
    await tables.change(() =>
      [...records.entries()].filter(([, { world }]) => !here.has(world)).map(([id]) => records.forget(id)),
    )
  }
  return new VersionTable(records, parts)
}

/** The versions of a world's line as they are on a disk that no node uses. */
export async function storedVersions(
  tables: RecordTables,
  { id, line }: Pick<WorldRecord, 'id' | 'line'>,
): Promise<readonly VersionRecord[]> {
  const records = await tables.table('version', VersionRecord)
  return [...records.entries()]
    .map(([, version]) => version)
    .filter((version) => version.world === id && version.line === line)
}

class VersionTable implements WorldVersions {
  readonly #records: RecordTable<VersionRecord>
  readonly #parts: VersionParts
  readonly #byWorld = new Map<WorldId, Set<string>>()
  /** When it was looked last whether a world has its version of the day. */
  readonly #lookedAt = new Map<WorldId, number>()

  constructor(records: RecordTable<VersionRecord>, parts: VersionParts) {
    this.#records = records
    this.#parts = parts
    records.watch((id, now, before) => {
      if (before !== null) this.#byWorld.get(before.world)?.delete(id)
      if (now === null) return
      this.#byWorld.set(now.world, (this.#byWorld.get(now.world) ?? new Set()).add(id))
    })
  }

  of({ id, line }: Pick<WorldRecord, 'id' | 'line'>): readonly NamedVersion[] {
    return this.#all(id)
      .filter((version) => version.line === line)
      .toSorted((one, other) => other.revision - one.revision || other.at - one.at)
  }

  relined(world: WorldRecord, line: LineId, blank: (text: string) => string): readonly TableChange[] {
    return this.of(world).flatMap(({ id }) => {
      const version = this.#records.get(id)
      if (version === null) return []
      const { name, note, isAutomatic } = version
      const words = isAutomatic ? {} : { name: blank(name), note: blank(note) }
      return [this.#records.set(id, { ...version, ...words, line })]
    })
  }

  async add(world: WorldRecord, version: NewVersion): Promise<NamedVersion> {
    const named = this.#all(world.id).filter(({ isAutomatic }) => !isAutomatic)
    if (named.length >= NAMED_VERSIONS_MAX) throw new HistoryRefusal('large', TOO_MANY)
    return this.#add(world, version, false)
  }

  async keepBefore(
    world: WorldRecord,
    deed: VersionedDeed,
    by: MemberId,
    name = BEFORE[deed],
  ): Promise<void> {
    const place = await this.#parts.history.end(world)
    // A step that was not taken after all left its version.
    const isKept = this.of(world).some(
      ({ revision, isAutomatic }) => isAutomatic && revision === place.revision,
    )
    if (!isKept || deed !== 'import') await this.#keep(world, { name, note: '', place, by })
  }

  async imported(
    { id: world, line }: Pick<WorldRecord, 'id' | 'line'>,
    versions: readonly ImportedVersion[],
    broughtBy: MemberId,
  ): Promise<void> {
    await this.#parts.tables.change(() => [
      ...this.#all(world).map(({ id }) => this.#records.forget(id)),
      ...versions.map(({ id, ...version }) => this.#records.set(id, { world, line, ...version, broughtBy })),
    ])
  }

  async remove(world: WorldRecord, id: string): Promise<boolean> {
    if (this.#records.get(id)?.world !== world.id) return false
    await this.#parts.tables.change(() =>
      this.#records.get(id) === null ? null : [this.#records.forget(id)],
    )
    // A pin without its version only keeps two rows apart.
    await this.#parts.store.unpin(sceneOf(world), id)
    return true
  }

  edited(world: WorldRecord): void {
    const now = this.#parts.clock.now()
    const lookedAt = this.#lookedAt.get(world.id) ?? world.createdAt
    if (isRecent(lookedAt, DAY_MS, now)) return
    this.#lookedAt.set(world.id, now)
    void this.#keepDaily(world, now).catch(this.#parts.onFault)
  }

  async forget(world: WorldId): Promise<void> {
    this.#lookedAt.delete(world)
    await this.#parts.tables.change(() => this.#all(world).map(({ id }) => this.#records.forget(id)))
  }

  async #keepDaily(world: WorldRecord, now: number): Promise<void> {
    const place = await this.#parts.history.placeBefore(world, now - EDITED_MS)
    const [last] = this.of(world).filter(({ isAutomatic }) => isAutomatic)
    if (place.revision === 0 || place.revision <= (last?.revision ?? 0)) return
    await this.#keep(world, { name: DAILY, note: '', place, by: null })
  }

  async #keep(world: WorldRecord, version: NewVersion): Promise<void> {
    if (version.place.revision === 0) return
    await this.#add(world, version, true)
    const automatic = this.of(world).filter(({ isAutomatic }) => isAutomatic)
    for (const { id } of thinned(automatic, this.#parts.ages.now())) await this.remove(world, id)
  }

  /** The pin comes first: a version always has its row. */
  async #add(world: WorldRecord, version: NewVersion, isAutomatic: boolean): Promise<NamedVersion> {
    const { tables, store, history, clock, random } = this.#parts
    const { name, note, by } = version
    if (!isAutomatic) this.#records.judgeRoom(by)
    const id = Buffer.from(random(12)).toString('base64url')
    const place = await pinned(store, history, { world, place: version.place, id })
    const record: VersionRecord = {
      world: world.id,
      line: world.line,
      revision: place.revision,
      name,
      note,
      at: clock.now(),
      lastAt: place.at,
      by,
      isAutomatic,
    }
    await tables.change([this.#records.set(id, record)])
    return { ...record, id }
  }

  #all(world: WorldId): readonly NamedVersion[] {
    return [...(this.#byWorld.get(world) ?? [])].flatMap((id) => {
      const record = this.#records.get(id)
      return record === null ? [] : [{ ...record, id }]
    })
  }
}

/** The first edit of a day is not part of the state before it. */
const EDITED_MS = 1_000
/** How many times a row is looked for anew that was joined with the next one meanwhile. */
const PIN_TRIES = 3

const sceneOf = ({ key }: Pick<WorldRecord, 'key'>): DocumentKey => ({ world: key, kind: 'scene' })

/** Pins the row of a place, or of where the place is now; answers that. */
async function pinned(
  store: Pick<Store, 'pin'>,
  history: Pick<WorldHistory, 'place'>,
  of: { readonly world: WorldRecord; readonly place: HistoryPlace; readonly id: string },
): Promise<HistoryPlace> {
  let { place } = of
  // The empty scene has no row, and needs none.
  for (let tries = 0; place.sequence > 0; tries++) {
    try {
      await store.pin(sceneOf(of.world), place.sequence, of.id)
      return place
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      if (tries === PIN_TRIES) throw new HistoryRefusal('missing', CHANGED)
      place = await history.place(of.world, place.revision)
    }
  }
  return place
}

/**
 * The automatic versions that are too many: all of the last day stay, the first of each day of the last
 * month, and the first of each month before.
 */
export function thinned<Version extends { readonly at: number }>(
  versions: readonly Version[],
  now: number,
): readonly Version[] {
  const kept = new Map<string, Version>()
  const oldestFirst = versions.toSorted((one, other) => one.at - other.at)
  for (const [index, version] of oldestFirst.entries()) {
    const age = now - version.at
    const slot =
      age < DAY_MS
        ? `one ${index}`
        : age < MONTH_MS
          ? `day ${Math.floor(version.at / DAY_MS)}`
          : `month ${Math.floor(version.at / MONTH_MS)}`
    if (!kept.has(slot)) kept.set(slot, version)
  }
  const most = new Set([...kept.values()].slice(-AUTOMATIC_VERSIONS_MAX))
  return versions.filter((version) => !most.has(version))
}
