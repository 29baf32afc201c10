// The lines of a page for those who only read it: as its editor sets them, without one.
import {
  createContext,
  Fragment,
  createElement,
  memo,
  use,
  useCallback,
  useMemo,
  useState,
  type MouseEvent,
  type ReactNode,
} from 'react'
import { embedIn, type EmbedSyntax } from '../../shared/page/embeds.ts'
import { isNote, noteLabel } from '../../shared/page/footnotes.ts'
import { linesOf, LIVE_CODE, type PageWorld } from '../../shared/page/page-lines.ts'
import type { PageElement, PageNode } from '../../shared/page/page-nodes.ts'
import { pageParser } from '../../shared/page/page-parser.ts'
import { drawStandIn, lookOf } from './draw-stand-in.ts'
import { createLineKeys } from './line-keys.ts'
import 'virtual:page-numbers.css'

/** What lines show besides their words, and where they lead. */
export interface PageInside {
  /** Draws the inside of a page that a line shows. */
  readonly embed: (syntax: EmbedSyntax) => ReactNode
  /** What is said about a link, by what is written in it. */
  readonly tell?: (written: string) => string
  readonly follow?: (written: string) => void
  /** Draws the block of code that runs; `lines`: without its fences. */
  readonly liveCode?: (lines: number, code: ReactNode) => ReactNode
  /** Draws the box of a task that one may tick. */
  readonly task?: (label: string, isDone: boolean) => ReactNode
}

const InsideContext = createContext<PageInside>({ embed: () => null })

interface PageLinesProps {
  readonly text: string
  readonly world: PageWorld
  readonly inside: PageInside
  /** What stands before a block, an item or a line, by the place where it begins. */
  readonly before?: ReadonlyMap<number, ReactNode>
}

export const PageLines = memo(function PageLines({ text, world, inside, before }: PageLinesProps) {
  const [keys] = useState(createLineKeys)
  const nodes = useMemo(() => linesOf(pageParser.parse(text), text, world), [text, world])
  const keyOf = keys(text, isTranslated())
  const draw = (node: PageNode, at: number): ReactNode => {
    if (typeof node === 'string') return node
    if (isLine(node)) return <DrawnLine key={keyOf(node.from)} node={node} />
    return <DrawnElement key={isBlock(node) ? keyOf(node.from) : at} node={node} draw={draw} />
  }
  const drawWithBefore = (node: PageNode, at: number): ReactNode => {
    const ahead = typeof node === 'string' ? undefined : before?.get(node.from)
    if (typeof node === 'string' || ahead === undefined) return draw(node, at)
    return (
      <Fragment key={keyOf(node.from)}>
        {ahead}
        {draw(node, at)}
      </Fragment>
    )
  }
  // Of a list, its items have something before them.
  const drawTop = (node: PageNode, at: number): ReactNode =>
    typeof node === 'object' && (node.tag === 'ul' || node.tag === 'ol') ? (
      <DrawnElement key={keyOf(node.from)} node={node} draw={drawWithBefore} />
    ) : (
      drawWithBefore(node, at)
    )
  return (
    <InsideContext value={inside}>
      <div className="page-lines" translate="yes">
        {nodes.map(drawTop)}
      </div>
    </InsideContext>
  )
})

/** A translation puts each piece of text into a `font`, which nobody here makes. */
const isTranslated = (): boolean => document.getElementsByTagName('font').length > 0

const isLine = ({ class: name = '' }: PageElement): boolean => /^page-line(?: |$)/.test(name)
const isBlock = ({ tag }: PageElement): boolean => tag !== 'span' && tag !== 'a'

type DrawnProps = { readonly node: PageElement }

/** In a page in which somebody writes, the other lines stay as they are drawn. */
const DrawnLine = memo(
  function DrawnLine({ node }: DrawnProps) {
    return <DrawnElement node={node} draw={drawInLine} />
  },
  (a, b) => isSame(a.node, b.node),
)

const drawInLine = (node: PageNode, at: number): ReactNode =>
  typeof node === 'string' ? node : <DrawnElement key={at} node={node} draw={drawInLine} />

/** Whether two nodes are drawn the same, wherever they are in their page. */
function isSame(a: PageNode, b: PageNode): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return (
    a.tag === b.tag &&
    a.class === b.class &&
    a.sign === b.sign &&
    a.shows === b.shows &&
    a.written === b.written &&
    a.color === b.color &&
    a.to - a.from === b.to - b.from &&
    JSON.stringify(a.attributes) === JSON.stringify(b.attributes) &&
    a.children.length === b.children.length &&
    a.children.every((child, at) => isSame(child, b.children[at] ?? ''))
  )
}

type DrawnElementProps = DrawnProps & { readonly draw: (node: PageNode, at: number) => ReactNode }

function DrawnElement({ node, draw }: DrawnElementProps) {
  const { embed, liveCode, task } = use(InsideContext)
  const { tag, class: className, sign, shows, written = '', color, children } = node
  if (shows === 'picture' || shows === 'formula') return <DrawnStandIn node={node} />
  if (shows === 'embed') {
    const syntax = embedIn(written)
    return (
      <div className={className} data-letters={lettersOf(node)}>
        {syntax && embed(syntax)}
      </div>
    )
  }
  const inner = children.map(draw)
  if (className === LIVE_CODE && liveCode) return liveCode(codeLinesIn(node), inner)
  if (tag === 'a') return <DrawnLink node={node}>{inner}</DrawnLink>
  const { dir, role, start, checked, title, label } = node.attributes ?? {}
  if (role === 'checkbox' && task)
    return (
      <span className={className}>
        {task(label ?? '', checked === 'true')}
        {inner}
      </span>
    )
  const props = {
    className,
    dir,
    role,
    start,
    title,
    'aria-checked': checked,
    'aria-label': label,
    'aria-hidden': sign || undefined,
    // What a program tells changes by itself.
    ...((shows === 'value' || shows === 'out') && { 'data-letters': lettersOf(node), translate: 'no' }),
    ...(color !== undefined && { style: { ['--who' as string]: color } }),
  }
  return createElement(tag, props, ...inner)
}

/** A stand-in says how many letters of the page it takes the place of. */
const lettersOf = ({ from, to }: PageElement): number => to - from

/** Without the fences; the last one may be missing. */
function codeLinesIn({ children }: PageElement): number {
  const last = children.at(-1)
  const isClosed =
    typeof last === 'object' && last.children.every((node) => typeof node === 'object' && node.sign)
  return children.length - (isClosed && children.length > 1 ? 2 : 1)
}

const noteName = (written: string): string =>
  `Footnote ${noteLabel(written)}${written.endsWith(':') ? ': back to the text' : ''}`

function DrawnLink({ node, children }: DrawnProps & { readonly children: ReactNode }) {
  const { tell, follow } = use(InsideContext)
  const { class: className, written = '', attributes } = node
  function onClick(event: MouseEvent): void {
    const isOther = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (isOther || event.defaultPrevented || !follow) return
    event.preventDefault()
    follow(written)
  }
  const label = isNote(written) ? noteName(written) : undefined
  return (
    <a
      aria-label={label}
      className={className}
      href={attributes?.href}
      title={tell?.(written)}
      rel="noopener noreferrer"
      onClick={onClick}
    >
      {children}
    </a>
  )
}

function DrawnStandIn({ node }: DrawnProps) {
  const { class: name = '' } = node
  const look = lookOf(node)
  const draw = useCallback(
    (place: HTMLElement | null) => (place ? drawStandIn(place, node) : undefined),
    // oxlint-disable-next-line react/exhaustive-deps -- drawn once, as long as it looks the same
    [look],
  )
  // A block of a formula lies over its source, whose letters are there.
  return <span ref={draw} data-letters={name.includes('formula-block') ? 0 : lettersOf(node)} />
}
