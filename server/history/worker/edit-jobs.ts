// The jobs that work out an edit: they change the document that is held, and answer the change as an update.
import * as Y from 'yjs'
import { ChangeTracker } from '../../../shared/history/changes/change-tracker.ts'
import { changesSince } from '../../../shared/history/changes/changes-between.ts'
import { restoreScene, type RestoreChoice } from '../../../shared/history/changes/restore.ts'
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import { revertMember } from '../../../shared/history/revert.ts'
import { SelectedRows } from '../../../shared/history/selected-rows.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { hasClient } from '../../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { followRows, type RenewableDocument } from './renewals.ts'

/** A row, and whether it is to be taken back. */
export interface SelectedBytes {
  readonly bytes: Uint8Array
  readonly isSelected: boolean
}

/** The update is null where nothing changed. */
export interface SceneRestoring {
  readonly update: Uint8Array | null
  /** How many things changed. */
  readonly changed: number
}

/** How many things changed, went to limbo and came back; and letters of pages. */
interface TakenBackCounts {
  readonly changed: number
  readonly removed: number
  readonly restored: number
  readonly letters: number
}

export interface SceneTakingBack extends TakenBackCounts {
  readonly update: Uint8Array | null
  /** To look at before it is done; not all where that is too much. */
  readonly things: readonly ThingChange[]
  readonly hasMore: boolean
}

/**
 * Most of a list of changes that somebody looks through before edits are taken back, in characters of JSON.
 */
const PREVIEW_CHARACTERS = 1_000_000

/** A document of which rows are noted. */
export interface SelectingDocument extends RenewableDocument {
  selected: SelectedRows | null
}

/** From the first of these rows on, the document keeps what is deleted. */
export function selectRows(held: SelectingDocument, rows: readonly SelectedBytes[]): void {
  held.doc.gc = false
  const selected = (held.selected ??= new SelectedRows(held.doc))
  followRows(held, rows, (fitted) => {
    for (const { bytes, isSelected } of fitted) {
      const row = readUpdate(bytes, isSelected ? 'structs' : 'clocks')
      if (row === null) continue
      selected.note(row, isSelected)
      Y.applyUpdate(held.doc, bytes)
    }
  })
}

export function restoreIn(
  scene: Y.Doc,
  {
    past,
    choice,
    clientIds,
  }: { readonly past: Uint8Array; readonly choice: RestoreChoice; readonly clientIds: readonly number[] },
): SceneRestoring {
  const then = makePlainDocument()
  Y.applyUpdate(then, past)
  const { update, answer } = edited(scene, clientIds, () => restoreScene(scene, then, choice))
  return { update, changed: answer.length }
}

export function takeBackIn(
  held: SelectingDocument,
  { by, clientIds }: { readonly by: MemberId; readonly clientIds: readonly number[] },
): SceneTakingBack {
  const { doc } = held
  doc.gc = false
  const wrote = (held.selected ??= new SelectedRows(doc))
  const tracker = new ChangeTracker(doc)
  const { update, answer } = edited(doc, clientIds, () => tracker.watch(by, () => revertMember(doc, wrote)))
  const { changed, removed, restored, letters } = answer
  const all = changesSince(tracker)
  const things = beginningOf(all)
  const [fitted] = update === null ? [] : (held.renewal?.fitUpdates(doc, [update]) ?? [update])
  return {
    update: fitted ?? null,
    things,
    hasMore: things.length < all.length,
    changed: changed.size,
    removed: removed.size,
    restored: restored.size,
    letters,
  }
}

function beginningOf(changes: readonly ThingChange[]): readonly ThingChange[] {
  let left = PREVIEW_CHARACTERS
  const end = changes.findIndex((change) => (left -= JSON.stringify(change).length) < 0)
  return end === -1 ? changes : changes.slice(0, end)
}

/** Edits a document under the first of these ids that it does not have. */
function edited<Answer>(
  doc: Y.Doc,
  clientIds: readonly number[],
  edit: () => Answer,
): { readonly update: Uint8Array | null; readonly answer: Answer } {
  doc.clientID = clientIds.find((id) => !hasClient(doc, id)) ?? doc.clientID
  const updates: Uint8Array[] = []
  const take = (update: Uint8Array): void => void updates.push(update)
  doc.on('update', take)
  try {
    const answer = edit()
    return { update: updates.length === 0 ? null : Y.mergeUpdates(updates), answer }
  } finally {
    doc.off('update', take)
  }
}
