// Pictures in a page, `![words|300](source)`: shown in the room that the text itself says, 300 pixels here,
// so that nothing moves when one arrives, or does not.
import { syntaxTree } from '@codemirror/language'
import { RangeSet, StateField, type EditorState, type Range } from '@codemirror/state'
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view'
import { picturesIn, type PictureSyntax } from '../../../shared/page/picture-syntax.ts'
import { namedPictures } from './page-facets.ts'
import { drawPicture } from '../../lines/draw-picture.ts'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'

/** How to stop looking for a picture that is shown. */
const endings = new WeakMap<HTMLElement, () => void>()

const KEYS = ['source', 'words', 'height', 'width'] as const

class Picture extends WidgetType {
  readonly #shown: PictureSyntax

  constructor(shown: PictureSyntax) {
    super()
    this.#shown = shown
  }

  override eq(picture: Picture): boolean {
    return KEYS.every((key) => this.#shown[key] === picture.#shown[key])
  }

  override get estimatedHeight(): number {
    return this.#shown.height
  }

  override toDOM(): HTMLElement {
    const frame = document.createElement('span')
    endings.set(frame, drawPicture(frame, this.#shown))
    return frame
  }

  override destroy(dom: HTMLElement): void {
    endings.get(dom)?.()
    endings.delete(dom)
  }

  override ignoreEvent(): boolean {
    return false
  }
}

interface PictureMarks {
  /** Where something looks like a picture, in code too. */
  readonly found: RangeSet<Decoration>
  /** The shown pictures. */
  readonly shown: DecorationSet
}

function decorationsIn(state: EditorState, from: number, to: number): Range<Decoration>[] {
  const { doc } = state
  const pictures: Range<Decoration>[] = []
  for (let at = doc.lineAt(from); ; at = doc.line(at.number + 1)) {
    for (const shown of picturesIn(at.text, location.origin, state.facet(namedPictures))) {
      const start = at.from + shown.index
      pictures.push(Decoration.replace({ widget: new Picture(shown) }).range(start, start + shown.length))
    }
    if (at.to >= to || at.number === doc.lines) return pictures
  }
}

/** Those that are no part of code; text that was not parsed yet has none. */
function shownOf(state: EditorState, found: RangeSet<Decoration>): DecorationSet {
  if (found.size === 0) return Decoration.none
  const tree = syntaxTree(state)
  return found.update({ filter: (from) => from >= tree.length || isImage(tree.resolveInner(from, 1), from) })
}

function isImage(node: SyntaxNode, from: number): boolean {
  return node.from === from && (node.name === 'Image' || (node.parent !== null && isImage(node.parent, from)))
}

function readAll(state: EditorState): PictureMarks {
  const found = RangeSet.of(decorationsIn(state, 0, state.doc.length), true)
  return { found, shown: shownOf(state, found) }
}

export const pictures = StateField.define<PictureMarks>({
  create: readAll,
  update(before, { state, startState, docChanged, changes }) {
    if (state.facet(namedPictures) !== startState.facet(namedPictures)) return readAll(state)
    if (!docChanged) {
      if (before.found.size === 0 || syntaxTree(state) === syntaxTree(startState)) return before
      return { found: before.found, shown: shownOf(state, before.found) }
    }
    let found = before.found.map(changes)
    changes.iterChangedRanges((_from, _to, start, end) => {
      const [first, last] = [state.doc.lineAt(start).from, state.doc.lineAt(end).to]
      found = found.update({
        filterFrom: first,
        filterTo: last,
        filter: () => false,
        add: decorationsIn(state, first, last),
        sort: true,
      })
    })
    return { found, shown: shownOf(state, found) }
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ shown }) => shown),
    EditorView.atomicRanges.of((view) => view.state.field(field).shown),
  ],
})
