// The lines of a page for those who only read it: as its editor sets them, without one.
import { createElement, memo, useCallback, type ReactNode } from 'react'
import { embedIn, type EmbedSyntax } from '../../../shared/page/embeds.ts'
import { linesOf, type PageWorld } from '../../../shared/page/page-lines.ts'
import type { PageElement, PageNode } from '../../../shared/page/page-nodes.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { drawFormula } from '../../maths/draw-formula.ts'
import { drawPicture } from './draw-picture.ts'

interface PageLinesProps {
  readonly text: string
  readonly world: PageWorld
  /** Draws the inside of a page that a line shows. */
  readonly embed: (syntax: EmbedSyntax) => ReactNode
}

export const PageLines = memo(function PageLines({ text, world, embed }: PageLinesProps) {
  const nodes = linesOf(pageParser.parse(text), text, world)
  const draw = (node: PageNode, key: number): ReactNode => {
    if (typeof node === 'string') return node
    const { tag, class: className, sign, shows, children } = node
    if (shows === 'picture') return <DrawnPicture key={key} node={node} />
    if (shows === 'formula') return <DrawnFormula key={key} node={node} />
    if (shows === 'embed') {
      const syntax = embedIn(text.slice(node.from, node.to))
      return (
        <div key={key} className={className}>
          {syntax && embed(syntax)}
        </div>
      )
    }
    const { dir, role, href, start, checked } = node.attributes ?? {}
    const props = {
      key,
      className,
      dir,
      role,
      href,
      start,
      'aria-checked': checked,
      'aria-hidden': sign || undefined,
    }
    return createElement(tag, props, ...children.map(draw))
  }
  return <div className="page-lines">{nodes.map(draw)}</div>
})

interface DrawnNodeProps {
  readonly node: PageElement
}

// Both are drawn once, as long as they are written the same: a page in which somebody writes is drawn anew.

function DrawnPicture({ node: { children } }: DrawnNodeProps) {
  const [image] = children
  const {
    src: source = '',
    alt: words = '',
    height,
    width,
  } = (typeof image === 'object' && image.attributes) || {}
  const draw = useCallback(
    (frame: HTMLElement | null) => {
      const size = { height: Number(height), width: width === undefined ? null : Number(width) }
      return frame === null ? undefined : drawPicture(frame, { source, words, ...size })
    },
    [source, words, height, width],
  )
  return <span ref={draw} />
}

function DrawnFormula({ node: { class: className = '', children } }: DrawnNodeProps) {
  const [source] = children
  const draw = useCallback(
    (place: HTMLElement | null) => {
      const isBlock = className.includes('formula-block')
      if (place !== null && typeof source === 'string') void drawFormula(place, source, isBlock)
    },
    [source, className],
  )
  return <span className={className} data-room="" ref={draw} />
}
