// The words of a page that came and went between two moments, marked in the page of the later one.
import { Compartment, RangeSetBuilder, StateEffect, type Extension, type Text } from '@codemirror/state'
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view'
import { useEffect } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { usePage } from '../../world/context/use-world.ts'
import { floorEditor } from '../../world/floor-editor.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import type { ListedChanges, SignedChange } from '../../parts/changes/listed-changes.ts'

/** Deleted letters that are shown at one spot: a whole chapter would push the rest away. */
const OUT_MAX = 600

export function usePageChanges(listed: ListedChanges | null, host: ArtifactId, viewport: Viewport): void {
  // Another text has another editor.
  const text = usePage(host)
  const entries = listed?.entries ?? null
  const at = listed?.at ?? 0
  useEffect(() => {
    const present = entries?.[at]
    const change = entries?.find((entry) => entry.change.id === host)?.change
    const editor = floorEditor(viewport)
    if (text === null || change === undefined || editor === null) return undefined
    const spot = present?.change === change ? present.spot : null
    return shown(editor, marks(marksOf(change, spot, editor.state.doc)))
  }, [entries, at, host, viewport, text])
}

const marks = (set: DecorationSet): Extension => EditorView.decorations.of(set)

/** Adds to an editor for as long as it is wanted. */
function shown(editor: EditorView, extension: Extension): () => void {
  const place = new Compartment()
  editor.dispatch({ effects: StateEffect.appendConfig.of(place.of(extension)) })
  return () => {
    if (editor.dom.isConnected) editor.dispatch({ effects: place.reconfigure([]) })
  }
}

function marksOf({ text, kind }: SignedChange, present: number | null, doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  let shift = 0
  // The page of a thing that came is new as a whole.
  if (kind === 'added') return Decoration.none
  for (const [index, { at, in: added = '', out = '' }] of text.entries()) {
    const from = Math.min(doc.length, at + shift)
    const to = Math.min(doc.length, from + added.length)
    const isAt = index === present
    if (out !== '')
      builder.add(from, from, Decoration.widget({ widget: new DeletedWords(out, isAt), side: -1 }))
    if (to > from) builder.add(from, to, isAt ? CAME_AT : CAME)
    shift += added.length - out.length
  }
  return builder.finish()
}

const CAME = Decoration.mark({ class: 'page-came' })
const CAME_AT = Decoration.mark({ class: 'page-came', attributes: { 'data-at': '' } })

/** Words that are not there any more, where they were. */
class DeletedWords extends WidgetType {
  readonly #words: string
  readonly #isAt: boolean

  constructor(words: string, isAt: boolean) {
    super()
    this.#words = words
    this.#isAt = isAt
  }

  override eq(other: DeletedWords): boolean {
    return other.#words === this.#words && other.#isAt === this.#isAt
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('del')
    element.className = 'page-went'
    element.toggleAttribute('data-at', this.#isAt)
    element.textContent = this.#words.length > OUT_MAX ? `${this.#words.slice(0, OUT_MAX)}…` : this.#words
    return element
  }
}
