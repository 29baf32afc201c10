// Random edits of a world: commands of the editor, typing, and writes of a stock client that bypass the
// commands, circles among them.
import type * as Y from 'yjs'
import { makeArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { setProperty } from '../../shared/world/edits/field-edits.ts'
import { rename, setTitle } from '../../shared/world/edits/name-edits.ts'
import { bringBack, createArtifact, moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import { artifactMaps, sceneArtifact, textOf } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Random } from './random.ts'

/** An editor: what they see, the documents to edit, and their dice. */
interface Editor {
  readonly view: View
  readonly origin: unknown
  readonly random: Random
}

const WORDS = ['lamp', 'box', 'tea 😀', 'a', ' ', '\n', 'key', 'ö'] as const

const DEEDS: readonly (readonly [weight: number, deed: (editor: Editor) => void])[] = [
  [10, type],
  [4, erase],
  [4, create],
  [4, move],
  [2, (editor) => withSome(editor, (id) => sendToLimbo(editor, id))],
  [2, (editor) => withSome(editor, (id) => bringBack(editor, id))],
  [2, (editor) => withSome(editor, (id) => rename(editor, id, pick(WORDS, editor.random)))],
  [1, (editor) => withSome(editor, (id) => setText(editor, id, sentence(editor.random)))],
  [1, (editor) => withSome(editor, (id) => setProperty(editor, id, 'speed', editor.random.below(200)))],
  [1, (editor) => void setTitle(editor, sentence(editor.random))],
  [3, encircle],
  [1, format],
  [1, (editor) => withSome(editor, (id) => artifactMaps(editor.view.scene).delete(id))],
]

const ALL = DEEDS.reduce((sum, [weight]) => sum + weight, 0)

/** Makes one edit; now and then one without effect, since there is nothing to change. */
export function editSomething(view: View, random: Random): void {
  const editor = { view, origin: 'edit', random }
  let at = random.below(ALL)
  for (const [weight, deed] of DEEDS) {
    if (at < weight) return deed(editor)
    at -= weight
  }
}

function pick<T>(some: readonly [T, ...T[]], random: Random): T {
  return some[random.below(some.length)] ?? some[0]
}

function sentence(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => pick(WORDS, random)).join(' ')
}

/** Some thing, or the root. */
function someId({ view, random }: Editor): ArtifactId | null {
  const ids = [...view.artifacts()].map(({ id }) => id).sort()
  return ids[random.below(ids.length)] ?? null
}

function withSome(editor: Editor, deed: (id: ArtifactId) => unknown): void {
  const id = someId(editor)
  if (id !== null && id !== editor.view.root) deed(id)
}

function somePage(editor: Editor): Y.Text | null {
  const id = someId(editor)
  return id === null ? null : textOf(editor.view.scene, id)
}

/** A few letters, as an editor's binding writes them: here and there, or one after another. */
function type(editor: Editor): void {
  const page = somePage(editor)
  if (page === null) return
  let at = someIndex(page, editor.random)
  for (let letters = editor.random.below(4); letters >= 0; letters--) {
    const letter = pick(WORDS, editor.random)
    page.insert(at, letter)
    at += letter.length
  }
}

function erase(editor: Editor): void {
  const page = somePage(editor)
  if (page === null || page.length === 0) return
  const [one, other] = [someIndex(page, editor.random), someIndex(page, editor.random)]
  const from = Math.min(one, other)
  page.delete(from, Math.max(one, other) - from)
}

/**
 * An index where a cursor can be: not between the halves of a character, where no editor writes and Yjs
 * breaks it.
 */
function someIndex(page: Y.Text, random: Random): number {
  const text = page.toJSON()
  const at = random.below(text.length + 1)
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at
}

function format(editor: Editor): void {
  const page = somePage(editor)
  if (page !== null) page.format(0, someIndex(page, editor.random), { bold: true })
}

function create(editor: Editor): void {
  const host = someId(editor)
  if (host === null) return
  const { random } = editor
  const place = { host, x: random.below(900), y: random.below(900) }
  const id = makeArtifactId(random.bytes)
  createArtifact(editor, { id, name: pick(WORDS, random), place, text: sentence(random) })
}

function move(editor: Editor): void {
  const host = someId(editor)
  if (host === null) return
  const { random } = editor
  withSome(editor, (id) => moveArtifact(editor, id, { host, x: random.below(900), y: random.below(900) }))
}

/** Bypassing the commands: into any thing, itself and the things in it too, and into one that never was. */
function encircle(editor: Editor): void {
  const { view, random } = editor
  const host = random.below(8) === 0 ? 'nobody' : someId(editor)
  withSome(editor, (id) =>
    sceneArtifact(view.scene, id)?.set('place', { host, x: random.below(900), y: 0, facing: 'up' }),
  )
}
