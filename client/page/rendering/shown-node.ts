// A node of a page in its editor, drawn as the lines are for readers.
import { WidgetType, type EditorView } from '@codemirror/view'
import { createRoot } from 'react-dom/client'
import { embedIn } from '../../../shared/page/embeds.ts'
import type { PageElement } from '../../../shared/page/page-nodes.ts'
import { drawStandIn, lookOf } from '../../lines/draw-stand-in.ts'
import { worldAround } from './editor-world.ts'

/** How to end what was drawn. */
const endings = new WeakMap<HTMLElement, () => void>()

export class ShownNode extends WidgetType {
  readonly #node: PageElement
  readonly #look: string

  constructor(node: PageElement) {
    super()
    this.#node = node
    this.#look = lookOf(node)
  }

  override eq(other: ShownNode): boolean {
    return other.#look === this.#look
  }

  override toDOM({ state }: EditorView): HTMLElement {
    const { tag, shows, written = '' } = this.#node
    const place = document.createElement(tag)
    const embed = shows === 'embed' ? embedIn(written) : null
    const end = drawStandIn(place, this.#node)
    if (end) endings.set(place, end)
    if (embed === null) return place
    const root = createRoot(place)
    root.render(state.facet(worldAround).embed(embed))
    // An editor may go while React draws.
    endings.set(place, () => queueMicrotask(() => root.unmount()))
    return place
  }

  override destroy(dom: HTMLElement): void {
    endings.get(dom)?.()
  }

  /** The button of a page that is shown here is pressed by itself. */
  override ignoreEvent({ target }: Event): boolean {
    return target instanceof Element && target.closest('.page-embed-way') !== null
  }
}
