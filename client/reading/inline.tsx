// The letters of a block as one reads them: emphasis, code, links, pictures; without the signs of Markdown.
import type { ReactNode } from 'react'
import { isNamed } from '../../shared/page/named-links.ts'
import { nameOf } from '../../shared/page/page-links.ts'
import { SIGNS } from './blocks.ts'
import type { SyntaxNode } from '../../shared/page/page-parser.ts'
import { noteLabel } from '../../shared/page/footnotes.ts'
import { Formula } from './read-formula.tsx'
import { NoteLink } from './read-note.tsx'
import { Picture, PictureByName } from './read-picture.tsx'
import { Way } from './read-link.tsx'

/** The source of a block. */
export interface Source {
  readonly text: string
  readonly addresses: ReadonlyMap<string, string>
}

/** The text between two places of a node. */
export function wordsIn(source: Source, node: SyntaxNode, from = node.from, to = node.to): ReactNode[] {
  const words: ReactNode[] = []
  let read = from
  for (let child = node.firstChild; child && child.from < to; child = child.nextSibling) {
    if (child.from < from) continue
    if (child.from > read) words.push(source.text.slice(read, child.from))
    words.push(wordOf(source, child))
    read = child.to
  }
  if (read < to) words.push(source.text.slice(read, to))
  return words
}

function wordOf(source: Source, node: SyntaxNode): ReactNode {
  const { name, from, to } = node
  if (SIGNS.has(name)) return null
  const written = source.text.slice(from, to)
  switch (name) {
    case 'Emphasis':
      return <em key={from}>{wordsIn(source, node)}</em>
    case 'StrongEmphasis':
      return <strong key={from}>{wordsIn(source, node)}</strong>
    case 'Strikethrough':
      return <s key={from}>{wordsIn(source, node)}</s>
    case 'Highlight':
      return <mark key={from}>{wordsIn(source, node)}</mark>
    case 'InlineCode':
      return (
        <code key={from} className="page-chip page-mono" dir="ltr">
          {wordsIn(source, node)}
        </code>
      )
    case 'FootnoteReference':
    case 'FootnoteLabel':
      return <NoteLink key={from} label={noteLabel(written)} isNote={name === 'FootnoteLabel'} />
    case 'Math':
      return <Formula key={from} source={written.slice(1, -1)} />
    case 'Escape':
      return written.slice(1)
    case 'HardBreak':
      return <br key={from} />
    case 'URL':
      return (
        <Way key={from} href={written}>
          {written}
        </Way>
      )
    case 'Autolink':
      return wordsIn(source, node)
    case 'Link':
    case 'Image':
      return linkOf(source, node)
    default:
      // A node without a look of its own (a tag, an entity) is shown as it is written, as on the floor.
      return written
  }
}

function linkOf(source: Source, node: SyntaxNode): ReactNode {
  const { from } = node
  const [open, close] = node.getChildren('LinkMark')
  const url = node.getChild('URL')
  const label = node.getChild('LinkLabel')
  const whole = wholeOf(source, node)
  if (!open || !close || (!url && !label && !isNamed(whole))) return whole
  const plain = source.text.slice(open.to, close.from)
  const named = label ? source.text.slice(label.from + 1, label.to - 1) : ''
  if (node.name === 'Image' && isNamed(whole))
    return <PictureByName key={from} written={whole} words={plain} />
  if (isNamed(whole)) return wayTo(source, node, whole)
  const href = url ? source.text.slice(url.from, url.to) : source.addresses.get(nameOf(named || plain))
  if (href === undefined) return whole
  if (node.name === 'Image') return <Picture key={from} href={href} label={plain} />
  return wayTo(source, node, href)
}

function wayTo(source: Source, node: SyntaxNode, href: string): ReactNode {
  const { from, to } = node
  const [open, close] = node.getChildren('LinkMark')
  return (
    <Way key={`${from} ${to}`} href={href}>
      {wordsIn(source, node, open?.to, close?.from)}
    </Way>
  )
}

/** Brackets that lead nowhere are letters. */
function wholeOf({ text }: Source, { from, to }: SyntaxNode): string {
  return text.slice(from, to)
}
