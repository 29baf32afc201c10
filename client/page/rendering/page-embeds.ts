// Embeds in a page, `![[note]]`: the other page, set as it is there, in the room that the text says. It is
// drawn once it is in sight, and follows what is written on it.
import { syntaxTree } from '@codemirror/language'
import { EditorState, type Extension, type Range } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { embedIn, type EmbedSyntax } from '../../../shared/page/embeds.ts'
import { pageLanguage } from '../../markdown/page-language.ts'
import { EMBED_DEPTH_MAX, embeddedPage, followEmbedded } from '../../world/embedded-page.ts'
import { createLinkTargets, type PageContext } from '../../world/link-targets.ts'
import { picturesByName } from '../../world/picture-names.ts'
import { pageFormulas } from './page-formulas.ts'
import { pictures } from './page-pictures.ts'
import { drawnPieces, isDrawnAnew, pageTypesetting } from './page-setting.ts'
import './page-embeds.css'

/** A line of the page, in its pixels. */
const LINE = 30

/** How to stop an embed that is shown. */
const endings = new WeakMap<HTMLElement, () => void>()

class ShownEmbed extends WidgetType {
  readonly #syntax: EmbedSyntax
  readonly #around: () => PageContext
  readonly #depth: number

  constructor(syntax: EmbedSyntax, around: () => PageContext, depth: number) {
    super()
    this.#syntax = syntax
    this.#around = around
    this.#depth = depth
  }

  override eq(other: ShownEmbed): boolean {
    return this.#syntax.written === other.#syntax.written && this.#syntax.lines === other.#syntax.lines
  }

  override get estimatedHeight(): number {
    return this.#syntax.lines * LINE
  }

  override toDOM(): HTMLElement {
    const place = document.createElement('div')
    place.className = 'page-embed'
    place.style.height = `${this.#syntax.lines * LINE}px`
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      seen.disconnect()
      endings.set(place, this.#fill(place))
    })
    seen.observe(place)
    endings.set(place, () => seen.disconnect())
    return place
  }

  /** Draws what it leads to, and again when that changes. */
  #fill(place: HTMLElement): () => void {
    const { written } = this.#syntax
    const around = this.#around
    const way = place.appendChild(document.createElement('button'))
    way.type = 'button'
    way.className = 'page-embed-way'
    way.addEventListener('click', () => createLinkTargets(around).follow(written))
    const shown = place.appendChild(document.createElement('div'))
    shown.className = 'page-embed-page'
    const idNow = () => embeddedPage(around(), written)?.id ?? null
    let [id, editor, stop] = [idNow(), null as EditorView | null, (): void => undefined]
    const begin = (): void => {
      id = idNow()
      stop()
      stop = followEmbedded(around().world, id, again)
      editor?.destroy()
      const page = embeddedPage(around(), written)
      const name = page?.name ?? written.slice(3, -2)
      way.textContent = page === null ? createLinkTargets(around).tell(written).words : name
      editor =
        page === null ? null : openPage(shown, page.text, insideOf(around, page.id), this.#depth + 1, name)
    }
    const again = (): void =>
      // It may be told in the middle of an update.
      queueMicrotask(() => {
        if (!place.isConnected) return
        const page = embeddedPage(around(), written)
        if (page === null || editor === null || page.id !== id) return begin()
        way.textContent = page.name
        if (editor.state.doc.toString() !== page.text)
          editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: page.text } })
      })
    begin()
    return () => {
      stop()
      editor?.destroy()
    }
  }

  override destroy(dom: HTMLElement): void {
    endings.get(dom)?.()
    endings.delete(dom)
  }

  override ignoreEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest('.page-embed-way') !== null
  }
}

const insideOf = (around: () => PageContext, id: PageContext['id']) => (): PageContext => ({
  ...around(),
  id,
})

/** A page that is only read, in an embed. */
function openPage(
  parent: HTMLElement,
  text: string,
  around: () => PageContext,
  depth: number,
  name: string,
): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ role: 'document', 'aria-label': `Shown here: ${name}` }),
        [pageLanguage, pageTypesetting, pictures, picturesByName(around), pageFormulas],
        depth < EMBED_DEPTH_MAX ? pageEmbeds(around, depth) : [],
      ],
    }),
  })
}

/** `depth`: in how many embeds the page stands. */
export function pageEmbeds(around: () => PageContext, depth = 0): Extension {
  function embedsIn(view: EditorView): DecorationSet {
    const { doc } = view.state
    const found: Range<Decoration>[] = []
    for (const { from, to } of drawnPieces(view))
      for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
        const syntax = embedIn(line.text)
        if (syntax !== null && isProse(view, line.from))
          found.push(
            Decoration.replace({ widget: new ShownEmbed(syntax, around, depth) }).range(line.from, line.to),
          )
        if (line.to >= to || line.number === doc.lines) break
      }
    return Decoration.set(found, true)
  }
  const plugin = ViewPlugin.fromClass(
    class {
      shown: DecorationSet
      constructor(view: EditorView) {
        this.shown = embedsIn(view)
      }
      update(update: ViewUpdate): void {
        if (isDrawnAnew(update)) this.shown = embedsIn(update.view)
      }
    },
    { decorations: ({ shown }) => shown },
  )
  return [plugin, EditorView.atomicRanges.of((view) => view.plugin(plugin)?.shown ?? Decoration.none)]
}

/** Whether what stands there is no code. */
const isProse = ({ state }: EditorView, at: number): boolean => {
  const line = state.doc.lineAt(at)
  const bang = line.from + line.text.indexOf('!')
  return syntaxTree(state).resolveInner(bang, 1).name === 'LinkMark'
}
