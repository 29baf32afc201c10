// Embeds in a page, `![[note]]`: the other page, set as it is there, in the room that the text says. It is
// drawn once it is in sight, and follows what is written on it.
import { syntaxTree } from '@codemirror/language'
import type { Extension, Range } from '@codemirror/state'
import { Decoration, WidgetType, type EditorView } from '@codemirror/view'
import { useDeferredValue, useMemo, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { findPictures } from '../../../shared/folder/links/shown-pictures.ts'
import { embedIn, type EmbedSyntax } from '../../../shared/page/embeds.ts'
import { numberClass } from '../../../shared/page/number-classes.ts'
import { EMBED_DEPTH_MAX, useEmbeddedPage } from '../../world/embedded-page.ts'
import { createLinkTargets, type PageContext } from '../../world/link-targets.ts'
import { PageLines } from './page-lines.tsx'
import { decorateDrawn, drawnPieces } from './page-setting.ts'
import './page-embeds.css'

interface PageEmbedProps {
  readonly syntax: EmbedSyntax
  readonly around: () => PageContext
  /** How many embeds it stands in, with itself. */
  readonly depth: number
}

function EmbedInside(props: PageEmbedProps) {
  const [isSeen, setSeen] = useState(false)
  if (isSeen) return <EmbeddedPage {...props} />
  return <span className="page-embed-unseen" ref={(place) => onSeen(place, () => setSeen(true))} />
}

/** Calls back once, when a place comes into sight. */
function onSeen(place: Element | null, then: () => void): (() => void) | undefined {
  if (place === null) return undefined
  const seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) then()
  })
  seen.observe(place)
  return () => seen.disconnect()
}

function EmbeddedPage({ syntax: { written }, around, depth }: PageEmbedProps) {
  const { world, id: here } = around()
  const page = useEmbeddedPage(world, here, written)
  // While somebody writes on it, what is drawn may be a moment behind.
  const text = useDeferredValue(page?.text ?? '')
  const id = page?.id ?? null
  const inside = useMemo(() => (id === null ? null : insideOf(around, id, depth)), [around, id, depth])
  const ways = createLinkTargets(around)
  return (
    <>
      <button type="button" className="page-embed-way" onClick={() => ways.follow(written)}>
        {page?.name ?? ways.tell(written).words}
      </button>
      {page && inside && (
        <div className="page-embed-page" role="document" aria-label={`Shown here: ${page.name}`}>
          <PageLines text={text} {...inside} />
        </div>
      )}
    </>
  )
}

/** The surroundings of a page in an embed. One follows the embed's own button alone, and no link in it. */
function insideOf(around: () => PageContext, id: PageContext['id'], depth: number) {
  const inside = (): PageContext => ({ ...around(), id })
  return {
    world: {
      origin: location.origin,
      isUnknown: () => false,
      picturesByName: findPictures(() => ({ view: inside().world.view, id: inside().id })),
      hasEmbeds: depth < EMBED_DEPTH_MAX,
      hrefOf: () => null,
    },
    embed: (syntax: EmbedSyntax) => <EmbedInside syntax={syntax} around={inside} depth={depth + 1} />,
  }
}

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
