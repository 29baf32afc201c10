// What the process of the history is asked, and how it answers: jobs on documents that it holds between them,
// each under a name. It may have forgotten one, as after a kill: then the answer is `lost`, and the caller
// begins anew.
import * as Y from 'yjs'
import { changesSince } from '../../../shared/history/changes/changes-between.ts'
import { cutChanges, type CutChanges } from '../../../shared/history/changes/cut-changes.ts'
import { ChangeTracker } from '../../../shared/history/changes/change-tracker.ts'
import type { RestoreChoice } from '../../../shared/history/changes/restore.ts'
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import {
  addedIdsIn,
  authorsIn,
  type ThingAuthors,
  type Writing,
} from '../../../shared/history/rows/authors-in.ts'
import { LateWrites, type ConflictKey, type LateWrite } from '../../../shared/history/merge/late-writes.ts'
import type { AuthoredRow } from '../../../shared/history/merge/merge-types.ts'
import type { RowSummary, ThingId } from '../../../shared/history/rows/row-summary.ts'
import { summaryOf } from '../../../shared/history/rows/summaries.ts'
import type { ArtifactId, MemberId } from '../../../shared/world/address.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import { draftLive } from '../../../shared/world/live/draft-live.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import { deletedIn, emptiedUpdate, heldIn } from '../../../shared/yjs/emptied-update.ts'
import { ErasedText } from '../../../shared/yjs/texts/erased-text.ts'
import { IdSet } from '../../../shared/yjs/id-set.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { countItems, writersOf } from '../../../shared/yjs/document-state.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'
import { isRenewal, renewedState } from '../../../shared/yjs/renewed-state.ts'
import { IdMap } from '../../../shared/yjs/id-map.ts'
import { GivenDraft, mergeAnswer, type DraftRowAuthor, type MergeCalls } from './merge-jobs.ts'
import {
  restoreIn,
  selectRows,
  takeBackIn,
  type SceneRestoring,
  type SceneTakingBack,
  type SelectedBytes,
  type SelectingDocument,
} from './edit-jobs.ts'
import type { ReplayedDocuments } from './replayed-documents.ts'
import type { ChosenBase } from './state-deltas.ts'
import { packState, unpackState, type PackedState } from './packed-state.ts'
import { blanked, ERASED_LETTERS_MAX, missingWords, wordsOf } from './erased-words.ts'
import { applyRows } from './row-replay.ts'
import {
  followRows,
  followUpdates,
  noteLeftOut,
  replayRows,
  summarizeRenewal,
  type LeftOutIds,
} from './renewals.ts'

/** A row for a list of changes. */
export interface AuthoredBytes {
  readonly bytes: Uint8Array
  readonly author: AuthorId
}

/** What one row added: the ids, or its bytes where nobody noted them. */
export interface AddedBy extends Writing {
  readonly ids: readonly IdRange[] | Uint8Array
}

/** The changes of one group of rows; `bytes`: as JSON. Left out (null) where they take more than all may. */
interface StepChanges {
  readonly things: readonly ThingChange[] | null
  readonly bytes: number
}

/** A scene anew, with its writers and pieces before and after that. */
export interface RenewedScene {
  readonly state: Uint8Array
  readonly before: SceneCounts
  readonly after: SceneCounts
}

interface SceneCounts {
  readonly writers: number
  readonly pieces: number
}

/** What a job is called, what it is given, and what it answers. */
export interface HistoryCalls extends MergeCalls {
  /** Begins a document with a packed state, and with its base if it is a delta; null: an empty one. */
  begin: {
    readonly of: { readonly packed: Uint8Array | null; readonly base: Uint8Array | null }
    readonly answer: null
  }
  /** Applies rows. */
  replay: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: null }
  /** Applies rows, and tells what each did; null: it cannot be read. */
  summarize: {
    readonly of: { readonly rows: readonly Uint8Array[] }
    readonly answer: readonly (RowSummary | null)[]
  }
  /** The document as one update, and packed as a checkpoint: as a delta if there is a base. */
  state: { readonly of: object; readonly answer: Uint8Array }
  pack: { readonly of: { readonly base: ChosenBase | null }; readonly answer: PackedState }
  /**
   * The live document, under a client id, with which a draft of this one begins; `live`: its parent's, as
   * updates.
   */
  draftLive: {
    readonly of: { readonly live: readonly Uint8Array[]; readonly client: number }
    readonly answer: Uint8Array
  }
  /** Applies rows whose changes shall be told; then tells them, and begins to note them anew. */
  note: { readonly of: { readonly rows: readonly AuthoredBytes[] }; readonly answer: null }
  changes: { readonly of: { readonly bytesMax: number }; readonly answer: readonly ThingChange[] | null }
  /** The same, and no more than takes so many bytes. */
  listed: { readonly of: { readonly bytesMax: number }; readonly answer: CutChanges }
  /**
   * Applies groups of rows, and tells the changes of each, until they take so many bytes of JSON together.
   */
  steps: {
    readonly of: { readonly groups: readonly (readonly AuthoredBytes[])[]; readonly bytesMax: number }
    readonly answer: readonly StepChanges[]
  }
  /**
   * Notes whose the ids are, in the order of the rows; then tells the authors of a thing, null: there is
   * none.
   */
  written: { readonly of: { readonly rows: readonly AddedBy[] }; readonly answer: null }
  authors: {
    readonly of: { readonly thing: ThingId; readonly partsMax: number }
    readonly answer: ThingAuthors | null | 'large'
  }
  /** What brings back an earlier state, which is given as one update, under one of these client ids. */
  restore: {
    readonly of: {
      readonly past: Uint8Array
      readonly choice: RestoreChoice
      readonly clientIds: readonly number[]
    }
    readonly answer: SceneRestoring
  }
  /** Applies rows, and notes which of them are to be taken back; then tells what that does. */
  select: { readonly of: { readonly rows: readonly SelectedBytes[] }; readonly answer: null }
  takeBack: {
    readonly of: { readonly by: MemberId; readonly clientIds: readonly number[] }
    readonly answer: SceneTakingBack
  }
  /** What things are called; null: there is no such thing, or it has no name. */
  names: {
    readonly of: { readonly things: readonly ArtifactId[] }
    readonly answer: readonly (string | null)[]
  }
  /** Notes the ids that rows added: only those are erased. */
  theirs: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: null }
  /** Notes the ids of rows, from the first of the log on: what a renewal left out is deleted, too. */
  leftOut: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: null }
  /** Finds what is to be erased: what is deleted in the document as it is now. False: nothing is. */
  erased: { readonly of: object; readonly answer: boolean }
  /** How many letters and values of that these rows hold: what was erased before is in none. */
  stillHeld: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: number }
  /** Rows without that; null: it cannot be read. */
  emptied: {
    readonly of: { readonly rows: readonly Uint8Array[] }
    readonly answer: readonly (Uint8Array | null)[]
  }
  /** The words of what was taken out of those rows. */
  erasedWords: { readonly of: object; readonly answer: readonly string[] }
  /** Those of these words that the document does not have. */
  missing: { readonly of: { readonly words: readonly string[] }; readonly answer: readonly string[] }
  /** Texts without those of these words that the document does not have. */
  blanked: {
    readonly of: { readonly texts: readonly string[]; readonly words: readonly string[] }
    readonly answer: readonly string[]
  }
  /**
   * Applies rows, and notes what they write to these conflicts of a merge without knowing that; then tells
   * it.
   */
  noteLate: {
    readonly of: {
      readonly conflicts: readonly ConflictKey[]
      readonly rows: readonly AuthoredRow<DraftRowAuthor>[]
    }
    readonly answer: null
  }
  lateWrites: { readonly of: object; readonly answer: readonly LateWrite<DraftRowAuthor>[] }
  /** The document as a row that holds it anew, and how much of it that leaves. */
  renew: { readonly of: object; readonly answer: RenewedScene }
  /** Lets go of the document. */
  end: { readonly of: object; readonly answer: null }
}

export type HistoryCallName = keyof HistoryCalls

export type HistoryJob = {
  [Name in HistoryCallName]: { readonly call: Name; readonly document: string } & HistoryCalls[Name]['of']
}[HistoryCallName]

export type HistoryJobAnswer =
  | { readonly value: HistoryCalls[HistoryCallName]['answer'] }
  | { readonly lost: true }

const LOST: HistoryJobAnswer = { lost: true }

/** A document that is replayed, and what is noted of it. */
interface ReplayedDocument extends SelectingDocument {
  tracker: ChangeTracker | null
  written: IdMap<Writing> | null
  /** The draft that is merged into it. */
  draft: GivenDraft | null
  theirs: IdSet | null
  leftOut: LeftOutIds | null
  erased: IdSet | null
  erasedText: ErasedText | null
  late: LateWrites<DraftRowAuthor> | null
}

/** Runs jobs over documents that it holds. */
export function createHistoryJobs(
  held: ReplayedDocuments<ReplayedDocument>,
): (job: HistoryJob) => HistoryJobAnswer {
  return (job) => {
    if (job.call === 'begin') {
      const nothing = {
        renewal: null,
        tracker: null,
        written: null,
        draft: null,
        selected: null,
        theirs: null,
        leftOut: null,
        erased: null,
        erasedText: null,
        late: null,
      }
      held.put(job.document, { doc: unpackState(job.packed, job.base), ...nothing })
      return { value: null }
    }
    const found = held.get(job.document)
    if (found === null) return LOST
    if (job.call === 'end') held.drop(job.document)
    return { value: answer(job, found) }
  }
}

function answer(
  job: Exclude<HistoryJob, { readonly call: 'begin' }>,
  held: ReplayedDocument,
): HistoryCalls[HistoryCallName]['answer'] {
  switch (job.call) {
    case 'replay':
      replayRows(held, job.rows)
      return null
    case 'summarize':
      return job.rows.map((row) => summarized(held, row))
    case 'state':
      return Y.encodeStateAsUpdate(held.doc)
    case 'pack':
      return packState(held.doc, job.base)
    case 'draftLive':
      return liveOfDraft(held.doc, job)
    case 'note':
      note(held, job.rows)
      return null
    case 'changes':
      return changesWithin(held, job.bytesMax)
    case 'listed':
      return cutChanges(changesIn(held), job.bytesMax)
    case 'steps':
      return stepsIn(held, job)
    case 'written':
      for (const row of job.rows) noteWritten((held.written ??= new IdMap()), row)
      return null
    case 'authors':
      return authorsWithin(held, job)
    case 'restore':
      return restoreIn(held.doc, job)
    case 'select':
      selectRows(held, job.rows)
      return null
    case 'takeBack':
      return takeBackIn(held, job)
    case 'names':
      return job.things.map((thing) => nameOf(held.doc, thing))
    case 'keep':
    case 'draftRows':
    case 'relation':
    case 'difference':
    case 'believed':
    case 'conflicts':
    case 'merge':
    case 'rebase':
    case 'follow':
    case 'mergeRows':
    case 'takeMergeBack':
    case 'mark':
    case 'returned':
    case 'takenBack':
    case 'returnedOffer':
      return mergeAnswer(job, held, (held.draft ??= new GivenDraft()))
    case 'theirs':
      for (const row of job.rows) noteTheirs((held.theirs ??= new IdSet()), row)
      return null
    case 'leftOut':
      noteLeftOut((held.leftOut ??= { had: new IdSet(), leftOut: new IdSet() }), job.rows)
      return null
    case 'erased':
      return findErased(held)
    case 'stillHeld':
      return job.rows.reduce((sum, row) => sum + heldInRow(row, held), 0)
    case 'emptied':
      return job.rows.map((row) => emptiedRow(row, held))
    case 'erasedWords':
      return wordsOf(held.erasedText?.texts() ?? [])
    case 'missing':
      return missingWords(job.words, held.doc)
    case 'blanked':
      return blanked(job.texts, job.words, held.doc)
    case 'noteLate':
      followLate(held, job)
      return null
    case 'renew':
      return renewedScene(held.doc)
    case 'lateWrites':
      return held.late?.writes() ?? []
    case 'end':
      return null
  }
  return job satisfies never
}

function renewedScene(scene: Y.Doc): RenewedScene {
  const state = renewedState(scene)
  const renewed = makePlainDocument()
  try {
    Y.applyUpdate(renewed, state)
    return { state, before: countsOf(scene), after: countsOf(renewed) }
  } finally {
    renewed.destroy()
  }
}

/** Without its mark. */
function countsOf(scene: Y.Doc): SceneCounts {
  const clients = writersOf(scene)
  const writers = clients.filter((client) => !isMark(client)).length
  return { writers, pieces: countItems(scene) - (clients.length - writers) }
}

function liveOfDraft(scene: Y.Doc, { live, client }: HistoryCalls['draftLive']['of']): Uint8Array {
  const parents = makePlainDocument()
  try {
    applyRows(parents, live)
    return draftLive(scene, parents, client)
  } finally {
    parents.destroy()
  }
}

function noteTheirs(theirs: IdSet, row: Uint8Array): void {
  const reading = readUpdate(row)
  for (const range of reading === null ? [] : addedIdsIn(reading)) theirs.add(range)
}

function findErased(held: ReplayedDocument): boolean {
  const erased = new IdSet()
  for (const range of [...deletedIn(held.doc), ...(held.leftOut?.leftOut.ranges() ?? [])]) {
    const parts = held.theirs?.parts(range) ?? [{ ...range, isIn: true }]
    for (const { isIn, ...part } of parts) if (isIn) erased.add(part)
  }
  held.erased = erased
  return erased.ranges()[Symbol.iterator]().next().done !== true
}

const heldInRow = (row: Uint8Array, { erased }: ReplayedDocument): number =>
  erased === null || readUpdate(row, 'clocks') === null ? 0 : heldIn(row, erased)

function emptiedRow(row: Uint8Array, held: ReplayedDocument): Uint8Array | null {
  const { erased } = held
  if (readUpdate(row, 'clocks') === null) return null
  if (erased === null) return row
  const emptied = emptiedUpdate(row, erased)
  if (emptied !== row) (held.erasedText ??= new ErasedText(ERASED_LETTERS_MAX)).add(row, erased)
  return emptied
}

function nameOf(scene: Y.Doc, thing: ArtifactId): string | null {
  const name = sceneArtifact(scene, thing)?.get('name')
  return typeof name === 'string' ? name : null
}

function note(held: ReplayedDocument, rows: readonly AuthoredBytes[]): void {
  const tracker = trackerOf(held)
  followRows(held, rows, (fitted) => {
    for (const { bytes, author } of fitted)
      if (readUpdate(bytes, 'clocks') !== null) tracker.apply(bytes, author)
  })
}

function followLate(held: ReplayedDocument, { conflicts, rows }: HistoryCalls['noteLate']['of']): void {
  const late = (held.late ??= new LateWrites(held.doc, conflicts))
  const readable = rows.filter(({ update }) => readUpdate(update, 'clocks') !== null)
  followUpdates(held, readable, (fitted) => late.follow(fitted))
}

function summarized(held: ReplayedDocument, row: Uint8Array): RowSummary | null {
  if (readUpdate(row, 'clocks') === null) return null
  return summarizeRenewal(held, row) ?? summaryOf(held.doc, row)
}

function changesIn(held: ReplayedDocument): readonly ThingChange[] {
  const changes = changesSince(trackerOf(held))
  held.tracker = null
  return changes
}

/** Null: as JSON they take more than that. */
function changesWithin(held: ReplayedDocument, bytesMax: number): readonly ThingChange[] | null {
  const changes = changesIn(held)
  return Buffer.byteLength(JSON.stringify(changes)) > bytesMax ? null : changes
}

function authorsWithin(
  { doc, written }: ReplayedDocument,
  { thing, partsMax }: HistoryCalls['authors']['of'],
): ThingAuthors | null | 'large' {
  const authors = authorsIn(doc, thing, written ?? new IdMap())
  return authors !== null && authors.text.length + authors.values.length > partsMax ? 'large' : authors
}

function stepsIn(held: ReplayedDocument, { groups, bytesMax }: HistoryCalls['steps']['of']): StepChanges[] {
  const steps: StepChanges[] = []
  let left = bytesMax
  for (const rows of groups) {
    note(held, rows)
    const things = changesIn(held)
    const bytes = Buffer.byteLength(JSON.stringify(things))
    left -= bytes
    if (left < 0 && steps.length > 0) break
    steps.push({ things: left < 0 ? null : things, bytes })
  }
  return steps
}

/** From the first row whose changes shall be told, the document keeps what is deleted. */
function trackerOf(held: ReplayedDocument): ChangeTracker {
  held.doc.gc = false
  return (held.tracker ??= new ChangeTracker(held.doc))
}

function noteWritten(index: IdMap<Writing>, { ids, ...writing }: AddedBy): void {
  // What it holds was written before.
  if (ids instanceof Uint8Array && isRenewal(ids)) return
  const reading = ids instanceof Uint8Array ? readUpdate(ids) : null
  const ranges = ids instanceof Uint8Array ? (reading === null ? [] : addedIdsIn(reading)) : ids
  for (const range of ranges) index.add(range, writing)
}
