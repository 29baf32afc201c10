// Embeds in the page of an editor, each in place of its line.
import { syntaxTree } from '@codemirror/language'
import type { Extension, Range } from '@codemirror/state'
import { Decoration, WidgetType, type EditorView } from '@codemirror/view'
import { createRoot, type Root } from 'react-dom/client'
import { embedIn, type EmbedSyntax } from '../../../shared/page/embeds.ts'
import { numberClass } from '../../../shared/page/number-classes.ts'
import type { PageContext } from '../../world/link-targets.ts'
import { EmbedInside } from '../../lines/embed-inside.tsx'
import { decorateDrawn, drawnPieces } from './page-setting.ts'

const roots = new WeakMap<HTMLElement, Root>()

class ShownEmbed extends WidgetType {
  readonly #syntax: EmbedSyntax
  readonly #around: () => PageContext

  constructor(syntax: EmbedSyntax, around: () => PageContext) {
    super()
    this.#syntax = syntax
    this.#around = around
  }

  override eq(other: ShownEmbed): boolean {
    return this.#syntax.written === other.#syntax.written && this.#syntax.lines === other.#syntax.lines
  }

  override get estimatedHeight(): number {
    return this.#syntax.lines * LINE
  }

  override toDOM(): HTMLElement {
    const place = document.createElement('div')
    place.className = `page-embed ${numberClass('high', this.#syntax.lines)}`
    const root = createRoot(place)
    root.render(<EmbedInside syntax={this.#syntax} around={this.#around} depth={1} />)
    roots.set(place, root)
    return place
  }

  override destroy(dom: HTMLElement): void {
    // An editor may go while React draws.
    queueMicrotask(() => roots.get(dom)?.unmount())
  }

  override ignoreEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest('.page-embed-way') !== null
  }
}

/** A line of the page, in its pixels. */
const LINE = 30

export const pageEmbeds = (around: () => PageContext): Extension =>
  decorateDrawn((view) => {
    const { doc } = view.state
    const found: Range<Decoration>[] = []
    for (const { from, to } of drawnPieces(view))
      for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
        const syntax = embedIn(line.text)
        if (syntax !== null && isProse(view, line.from))
          found.push(Decoration.replace({ widget: new ShownEmbed(syntax, around) }).range(line.from, line.to))
        if (line.to >= to || line.number === doc.lines) break
      }
    const shown = Decoration.set(found, true)
    return { inner: shown, atoms: shown }
  })

/** Whether what stands there is no code. */
const isProse = ({ state }: EditorView, at: number): boolean => {
  const line = state.doc.lineAt(at)
  const bang = line.from + line.text.indexOf('!')
  return syntaxTree(state).resolveInner(bang, 1).name === 'LinkMark'
}
