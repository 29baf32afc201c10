// What somebody else of one's own node wrote that waits for the host of the world, in words. It is looked at
// in a copy of the scene, and comes into the scene itself only from the host.
import { fromBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { stateDifference, type PlainChange } from '../../../shared/history/changes/state-difference.ts'
import { isWhole } from '../../../shared/yjs/document-state.ts'
import { artifactMaps, mapIn, metaOf } from '../../../shared/world/scene/scene.ts'

/** Most letters of one page that are shown. */
const SHOWN_MAX = 300

const KINDS: Readonly<Record<PlainChange['kind'], string>> = {
  added: 'is new',
  removed: 'was put away',
  restored: 'was brought back',
  moved: 'was moved',
  changed: 'was changed',
}

interface WaitingLine {
  readonly id: string
  /** The thing, or the world. */
  readonly name: string
  readonly words: string
}

/** Null: it rests on something that is not here. */
export function waitingLines(scene: Y.Doc, update: string): readonly WaitingLine[] | null {
  const [now, then] = [new Y.Doc(), new Y.Doc()]
  try {
    for (const doc of [now, then]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(scene))
    Y.applyUpdate(then, fromBase64(update))
    if (!isWhole(then)) return null
    return stateDifference(now, then).map((change) => ({
      id: change.id,
      name: nameIn(then, change.id),
      words: wordsOf(change),
    }))
  } finally {
    now.destroy()
    then.destroy()
  }
}

function nameIn(scene: Y.Doc, id: PlainChange['id']): string {
  const name = id === 'world' ? metaOf(scene).title : mapIn(artifactMaps(scene), id)?.get('name')
  return typeof name === 'string' && name !== '' ? name : 'A thing'
}

function wordsOf({ kind, text }: PlainChange): string {
  const written = text.flatMap((change) => change.in ?? []).join(' … ')
  if (written === '') return KINDS[kind]
  return written.length <= SHOWN_MAX ? `“${written}”` : `“${written.slice(0, SHOWN_MAX).toWellFormed()}…”`
}
