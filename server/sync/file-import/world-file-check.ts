// Judges a world's file as a whole, before anything of it is stored. It tries the history row by row, builds
// the live document anew, and writes what counts into pages beside the file. It runs in a process that can be
// killed.
import { closeSync, openSync } from 'node:fs'
import type * as Y from 'yjs'
import {
  ANONYMOUS,
  BEHAVIOR,
  HOST,
  OWNER,
  parseArtifactId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { authorAs } from '../../../shared/world/author.ts'
import { ARTIFACTS_MAX, DOCUMENT_WRITERS_MAX, TEXT_MAX } from '../../../shared/world/limits.ts'
import { PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import { rebuildLive } from '../../../shared/world/live/live-rebuild.ts'
import { artifactMaps, textOf } from '../../../shared/world/scene/scene.ts'
import type { ArchivedVersion, FileJob, FileVerdict } from '../../storage/archive/world-file.ts'
import {
  ArchiveRefusal,
  ASIDE_MAX,
  misplaced,
  PICTURES_MAX,
  ROWS,
  tooMuch,
  WRITERS_MAX,
  type RecordName,
} from '../../storage/archive/archive-format.ts'
import { packOwners, writePage, type PageName } from '../../storage/archive/archive-pages.ts'
import {
  nameFromFile,
  parseHeader,
  parseKind,
  parseNames,
  parseOwners,
  parseRows,
  parseVersions,
  type Header,
} from '../../storage/archive/archive-parser.ts'
import { readRecords, type ArchiveRecord } from '../../storage/archive/archive-reader.ts'
import { packRows } from '../../storage/update-packing.ts'
import type { DocumentKind, ImportedRow, MemberRecord } from '../../storage/store.ts'
import { ImportedLog, type AcceptedRow } from './world-log-check.ts'

/** Judges a file. The verdict says what is wrong with it. */
export function judgeFile(job: FileJob): FileVerdict {
  const pages = openSync(job.pages, 'wx', 0o600)
  try {
    let bytes = 0
    const judging = new FileJudging(job, (name, payload) => {
      if (name === 'rows' || name === 'live') bytes += payload.length
      writePage(pages, { name, payload })
    })
    return { ok: true, ...judging.run(), bytes }
  } catch (error) {
    if (error instanceof ArchiveRefusal) return { ok: false, text: error.message }
    throw error
  } finally {
    closeSync(pages)
  }
}

/** The contents of a file beside its pages. */
type About = Omit<Extract<FileVerdict, { ok: true }>, 'ok' | 'bytes'>

class FileJudging {
  readonly #job: FileJob
  readonly #page: (name: PageName, payload: Uint8Array) => void
  readonly #logs: Readonly<Record<DocumentKind, ImportedLog>>
  readonly #met = new Set<DocumentKind>()
  readonly #writers = new Set<MemberId>()
  /** To whom each client id of the scene belongs, as the file says. */
  readonly #owners = new Map<number, MemberId>()
  #names: readonly MemberRecord[] = []
  #versions: readonly ArchivedVersion[] = []
  #at: DocumentKind | null = null
  #rowsLeft: number
  /** Rows of the scene that come along. */
  #rows = 0
  /** Rows that are not given away yet: the last one may stand for updates that are skipped after it. */
  #kept: ImportedRow[] = []
  /** Updates that were skipped before any row was kept. */
  #skipped = 0
  #asideLeft = { ...ASIDE_MAX }
  #picturesLeft = PICTURES_MAX

  constructor(job: FileJob, page: (name: PageName, payload: Uint8Array) => void) {
    this.#job = job
    this.#page = page
    this.#logs = { scene: new ImportedLog(job.sent), live: new ImportedLog(job.sent) }
    this.#rowsLeft = Math.min(ROWS.most, ROWS.free + ROWS.times * job.sent)
  }

  run(): About {
    const records = readRecords(this.#job.file)
    const header = parseHeader(payloadOf(records.next(), 'header'))
    for (const record of records) this.#take(record)
    const { doc: scene, state } = this.#logs.scene.finish()
    judgeThings(scene)
    this.#give(this.#kept)
    if (this.#rows > 0) this.#page('snapshot', state)
    this.#giveOwners()
    this.#giveLive(scene)
    return this.#about(header)
  }

  #take({ name, payload }: ArchiveRecord): void {
    switch (name) {
      case 'document':
        this.#at = parseKind(payload)
        if (this.#met.has(this.#at)) throw misplaced(name)
        this.#met.add(this.#at)
        return
      case 'rows':
        return this.#takeRows(this.#document(name), parseRows(payload, this.#job.at))
      case 'snapshot':
        // The rows say what the scene is: a snapshot may say anything.
        if (this.#document(name) === 'live') this.#logs.live.begin(payload)
        return
      case 'owners':
        if (this.#document(name) === 'live') return
        for (const [client, member] of parseOwners(payload)) this.#own(client, member)
        return
      case 'names':
        this.#names = parseNames(payload)
        return
      case 'versions':
        this.#versions = parseVersions(payload, this.#job.at).map(({ by, ...version }) => ({
          ...version,
          by: by === null ? null : this.#writer(by),
        }))
        return
      case 'picture':
        this.#picturesLeft -= 1
        if (this.#picturesLeft < 0) throw tooMuch()
        if (payload.length <= PICTURE_BYTES_MAX) this.#page('picture', payload)
        return
      case 'end':
        if (this.#met.size < 2) throw misplaced(name)
        return
      case 'header':
        throw misplaced(name)
    }
  }

  /** The document that a record is of. */
  #document(name: RecordName): DocumentKind {
    if (this.#at === null) throw misplaced(name)
    return this.#at
  }

  #takeRows(kind: DocumentKind, rows: readonly ImportedRow[]): void {
    this.#rowsLeft -= rows.length
    if (this.#rowsLeft < 0) throw tooMuch()
    const log = this.#logs[kind]
    for (const row of rows) {
      const taken = row.quarantined ? [{ bytes: row.bytes, isAside: true }] : log.take(row.bytes)
      if (kind === 'scene') this.#keep(row, taken)
    }
    if (kind === 'scene') this.#give(this.#kept.slice(0, -1))
  }

  /** Keeps what counts of a row. All in all it stands for as many updates as before: revisions stay. */
  #keep(row: ImportedRow, taken: readonly AcceptedRow[]): void {
    const before = this.#kept.pop()
    if (before !== undefined) {
      const more = taken.length === 0 ? row.updates : 0
      this.#kept.push({ ...before, updates: before.updates + more })
    } else if (taken.length === 0) this.#skipped += row.updates
    for (const [at, { bytes, isAside }] of taken.entries()) {
      if (isAside) this.#putAside(bytes)
      const updates = at === taken.length - 1 ? row.updates + this.#skipped : 0
      const author = row.author && authorAs(row.author, (member) => this.#writer(member))
      this.#kept.push({
        ...row,
        bytes,
        updates,
        member: this.#writer(row.member),
        ...(author !== undefined && { author }),
        quarantined: isAside,
      })
    }
    if (taken.length > 0) this.#skipped = 0
  }

  /** Gives away the first of the rows that are kept. */
  #give(rows: readonly ImportedRow[]): void {
    this.#kept = this.#kept.slice(rows.length)
    this.#rows += rows.length
    for (const page of inPages(rows)) this.#page('rows', packRows(page))
  }

  #putAside(bytes: Uint8Array): void {
    this.#asideLeft.rows -= 1
    this.#asideLeft.bytes -= bytes.length
    if (this.#asideLeft.rows < 0 || this.#asideLeft.bytes < 0) throw TOO_BROKEN
  }

  /** The author of a row. There are at most so many; the rest are "somebody". */
  #writer(member: MemberId): MemberId {
    if (this.#writers.has(member)) return member
    if (this.#writers.size >= WRITERS_MAX) return ANONYMOUS
    this.#writers.add(member)
    return member
  }

  #own(client: number, member: MemberId): void {
    if ((this.#owners.get(client) ?? member) !== member) throw misplaced('owners')
    if (this.#owners.size >= OWNERS_MAX) throw tooMuch()
    this.#owners.set(client, member)
  }

  /** Of the client ids that the scene has. */
  #giveOwners(): void {
    const owned: [number, MemberId][] = []
    for (const client of this.#logs.scene.clients) {
      owned.push([client, this.#writer(this.#owners.get(client) ?? ANONYMOUS)])
    }
    for (let at = 0; at < owned.length; at += OWNERS_AT_ONCE) {
      this.#page('owners', packOwners(owned.slice(at, at + OWNERS_AT_ONCE)))
    }
  }

  #giveLive(scene: Y.Doc): void {
    const { doc: live } = this.#logs.live.finish()
    const rebuilt = rebuildLive({ scene, live }, this.#job.client, this.#job.at)
    if (rebuilt !== null) this.#page('live', rebuilt)
  }

  #about(header: Header): About {
    const names = this.#names.filter(({ id }) => this.#writers.has(id) && !NO_PERSONS.has(id))
    return {
      header,
      writers: [...this.#writers],
      versions: this.#versions,
      names: names.slice(0, WRITERS_MAX).map(({ id, name }) => ({ id, name: nameFromFile(name) })),
    }
  }
}

/** Bytes of rows that are given to the store at once. */
const ROW_BYTES_AT_ONCE = 1024 * 1024

function* inPages(rows: readonly ImportedRow[]): Iterable<ImportedRow[]> {
  let page: ImportedRow[] = []
  let bytes = 0
  for (const row of rows) {
    if (bytes + row.bytes.length > ROW_BYTES_AT_ONCE && page.length > 0) {
      yield page
      page = []
      bytes = 0
    }
    page.push(row)
    bytes += row.bytes.length
  }
  if (page.length > 0) yield page
}

/** Most client ids that a file says the owner of: those of before room was made are among them. */
const OWNERS_MAX = 10 * DOCUMENT_WRITERS_MAX
/** Client ids that are given to the store at once. */
const OWNERS_AT_ONCE = 1000
const NO_PERSONS: ReadonlySet<MemberId> = new Set([ANONYMOUS, BEHAVIOR, HOST, OWNER])
const TOO_BROKEN = new ArchiveRefusal(
  'Too much in the file cannot be read, or takes too much work to read. Export the world again.',
)

/** Throws an ArchiveRefusal where a scene has more things, or a longer page, than commands make. */
function judgeThings(scene: Y.Doc): void {
  const things = [...artifactMaps(scene).keys()].map(parseArtifactId).filter((id) => id !== null)
  if (things.length > ARTIFACTS_MAX) throw tooMuch()
  for (const id of things) if ((textOf(scene, id)?.length ?? 0) > TEXT_MAX) throw tooMuch()
}

function payloadOf(next: IteratorResult<ArchiveRecord, void>, name: RecordName): Uint8Array {
  if (next.done === true || next.value.name !== name) throw misplaced(name)
  return next.value.payload
}
