// One block of a page for reading. Drawn anew only when its own words have changed: in a long page a letter
// changes one block.
import { memo, type ReactNode } from 'react'
import { calloutIn } from '../../shared/page/callouts.ts'
import { directionOf } from '../../shared/page/line-direction.ts'
import { withoutSigns } from '../../shared/page/headings.ts'
import { embedIn } from '../../shared/page/embeds.ts'
import { formulaOf } from '../../shared/page/formulas.ts'
import { alignsOf } from '../../shared/page/table-columns.ts'
import { readPage } from './blocks.ts'
import { levelOf, startOf, type SyntaxNode } from '../../shared/page/page-parser.ts'
import { Embed } from './read-embed.tsx'
import { Formula } from './read-formula.tsx'
import { Code } from './read-code.tsx'
import { wordsIn, type Source } from './inline.tsx'
import { areValues, ReadValues } from './read-values.tsx'
import { BlockContext, TaskBox } from './tasks.tsx'

interface BlockProps extends Source {
  readonly node: SyntaxNode
}

interface BlockWordsProps extends BlockProps {
  /** The block's key, which React has, too: another one draws it anew. */
  readonly id: string
}

export const BlockWords = memo(
  function BlockWords({ id, node, ...source }: BlockWordsProps) {
    return <BlockContext value={{ key: id, from: node.from }}>{blockOf(source, node)}</BlockContext>
  },
  (one, other) => one.addresses === other.addresses && writtenIn(one) === writtenIn(other),
)

/** All blocks of a page that stands in another. */
function drawPage(text: string): ReactNode {
  const { blocks, addresses } = readPage(text)
  return blocks.map(({ key, node }) => (
    <BlockWords key={key} id={key} node={node} text={text} addresses={addresses} />
  ))
}

const writtenIn = ({ text, node }: BlockProps): string => `${node.name} ${text.slice(node.from, node.to)}`

function blockOf(source: Source, node: SyntaxNode): ReactNode {
  const { name, from } = node
  const dir = directionOf(source.text.slice(from, node.to))
  const level = levelOf(name)
  // Above them all is the page's title.
  if (level > 0) {
    const Heading = HEADINGS[level - 1] ?? 'h6'
    return (
      <Heading key={from} className={`read-h${level}`} dir={dir} data-heading="">
        {trimmed(wordsIn(source, node))}
      </Heading>
    )
  }
  switch (name) {
    case 'Paragraph':
      if (areValues(source.text.slice(from, node.to)))
        return <ReadValues key={from} words={source.text.slice(from, node.to)} />
      return paragraphOf(source, node, dir)
    case 'MathBlock':
      return <Formula key={from} source={formulaOf(source.text.slice(from, node.to)).source} isBlock />
    case 'Footnote':
      return (
        <p key={from} dir={dir} className="read-footnote">
          {wordsIn(source, node)}
        </p>
      )
    case 'Blockquote':
      return quotationOf(source, node, dir)
    case 'BulletList':
    case 'OrderedList':
      return listOf(source, node)
    case 'ListItem':
      return <ItemWords key={from} node={node} {...source} />
    case 'Task':
      return (
        <p key={from} className="read-lines">
          {trimmed(wordsIn(source, node))}
        </p>
      )
    case 'FencedCode':
    case 'CodeBlock':
      return codeOf(source, node)
    case 'Table':
      return tableOf(source, node)
    case 'HorizontalRule':
      return <hr key={from} />
    case 'HTMLBlock':
      return (
        <pre key={from} className="read-raw" dir="ltr">
          {source.text.slice(from, node.to)}
        </pre>
      )
    default:
      return null
  }
}

const HEADINGS = ['h2', 'h3', 'h4', 'h5', 'h6', 'h6'] as const

/**
 * A line with so many letters was broken for its length, and flows on here; shorter ones end where somebody
 * ended them.
 */
const POURED_MIN = 55

function isPoured({ text }: Source, from: number, to: number): boolean {
  const lines = text.slice(from, to).split('\n')
  return lines.length > 1 && lines.slice(0, -1).every((line) => line.length >= POURED_MIN)
}

/** Without the blank behind a sign. */
function trimmed(words: ReactNode[]): ReactNode[] {
  const at = words.findIndex((word) => word !== null)
  const first = words[at]
  return typeof first === 'string' ? words.with(at, first.trimStart()) : words
}

/** The blocks in another, from a place on. */
function blocksIn(source: Source, node: SyntaxNode, from = node.from): ReactNode[] {
  const blocks: ReactNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.from >= from) blocks.push(blockOf(source, child))
  return blocks
}

/** The words of a paragraph, and the pages that lines of it show. */
function paragraphOf(source: Source, node: SyntaxNode, dir: 'ltr' | 'rtl'): ReactNode {
  const pieces: ReactNode[] = []
  let read = node.from
  const addWords = (to: number): void => {
    if (read >= to) return
    pieces.push(
      <p key={read} dir={dir} className={isPoured(source, read, to) ? undefined : 'read-lines'}>
        {wordsIn(source, node, read, to)}
      </p>,
    )
  }
  let at = node.from
  for (const line of source.text.slice(node.from, node.to).split('\n')) {
    const embed = embedIn(line)
    if (embed !== null) {
      addWords(at - 1)
      pieces.push(<Embed key={at} syntax={embed} draw={drawPage} />)
      read = at + line.length + 1
    }
    at += line.length + 1
  }
  addWords(node.to)
  return pieces
}

/** A quotation, or the callout that its first line makes of it. */
function quotationOf(source: Source, node: SyntaxNode, dir: 'ltr' | 'rtl'): ReactNode {
  const { from, parent } = node
  const callout = parent?.name === 'Blockquote' ? null : calloutIn(source.text.slice(from, node.to))
  const first = node.getChild('Paragraph')
  if (callout === null || first === null) {
    return (
      <blockquote key={from} dir={dir}>
        {blocksIn(source, node)}
      </blockquote>
    )
  }
  const sign = from + callout.to
  const end = endOfLine(source, first, sign)
  return (
    <div key={from} dir={dir} role="note" className={`read-callout ${callout.look}`}>
      <p className="read-callout-title">
        <span className="read-callout-kind">{callout.kind}</span>
        {wordsIn(source, first, sign, end)}
      </p>
      {end < first.to && <p className="read-lines">{wordsIn(source, first, end + 1)}</p>}
      {blocksIn(source, node, first.to)}
    </div>
  )
}

/** Where a line of a paragraph ends; words that are set across its end belong to it. */
function endOfLine({ text }: Source, paragraph: SyntaxNode, at: number): number {
  const end = text.indexOf('\n', at)
  const last = end < 0 || end > paragraph.to ? paragraph.to : end
  const across = paragraph.childBefore(last)
  return across === null ? last : Math.max(last, across.to)
}

function listOf(source: Source, node: SyntaxNode): ReactNode {
  const items = node.getChildren('ListItem').map((item) => (
    <li key={item.from} data-task={taskIn(source, item)}>
      <ItemWords node={item} {...source} />
    </li>
  ))
  if (node.name === 'BulletList') return <ul key={node.from}>{items}</ul>
  return (
    <ol key={node.from} start={startOf(source.text, node)}>
      {items}
    </ol>
  )
}

/** Whether an item is a task, and done. */
export function taskIn({ text }: Source, item: SyntaxNode): 'done' | 'open' | undefined {
  const marker = item.getChild('Task')?.getChild('TaskMarker')
  if (!marker) return undefined
  return /[xX]/.test(text.slice(marker.from, marker.to)) ? 'done' : 'open'
}

/** The content of an item of a list. */
function ItemWords({ node, ...source }: BlockProps) {
  const task = node.getChild('Task')
  const marker = task?.getChild('TaskMarker')
  return (
    <div className="read-item" dir={directionOf(source.text.slice(node.from, node.to))}>
      {task && marker && (
        <TaskBox
          isDone={taskIn(source, node) === 'done'}
          at={marker.from}
          words={withoutSigns(source.text.slice(marker.to, task.to)).trim()}
        />
      )}
      {blocksIn(source, node)}
    </div>
  )
}

function codeOf(source: Source, node: SyntaxNode): ReactNode {
  const info = node.getChild('CodeInfo')
  // In a quotation its lines are apart, with the signs of the quotation between them.
  const code = node
    .getChildren('CodeText')
    .map(({ from, to }) => source.text.slice(from, to))
    .join('')
  return <Code key={node.from} code={code} info={info ? source.text.slice(info.from, info.to) : ''} />
}

function tableOf(source: Source, node: SyntaxNode): ReactNode {
  const { text } = source
  const dir = directionOf(text.slice(node.from, node.to))
  const line = node.getChild('TableDelimiter')
  const aligns = line ? alignsOf(text.slice(line.from, line.to)) : []
  const head = node.getChild('TableHeader')
  const heads = head ? cellsOf(head) : []
  const words = (cell: SyntaxNode | undefined): ReactNode => (cell ? wordsIn(source, cell) : null)
  const style = (at: number) => ({ textAlign: aligns[at] ?? 'start' })
  return (
    // A table that is wider than the screen is scrolled, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <figure key={node.from} className="read-table" dir={dir} tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {heads.map((cell, at) => (
              // Columns have no names but their turn.
              // oxlint-disable-next-line react/no-array-index-key
              <th key={at} scope="col" style={style(at)}>
                {words(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {node.getChildren('TableRow').map((row) => {
            const cells = cellsOf(row)
            return (
              <tr key={row.from}>
                {heads.map((_head, at) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={at} style={style(at)}>
                    {words(cells[at])}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </figure>
  )
}

/** The cells of a row by their column; one without a letter is none. */
function cellsOf(row: SyntaxNode): (SyntaxNode | undefined)[] {
  const cells: (SyntaxNode | undefined)[] = [undefined]
  for (let part = row.firstChild; part; part = part.nextSibling) {
    if (part.name === 'TableCell') cells[cells.length - 1] = part
    // A bar at the very beginning opens the first column, the others the next one.
    else if (part.from > row.from) cells.push(undefined)
  }
  // So does one at the very end.
  const isClosed = row.lastChild?.name === 'TableDelimiter' && row.lastChild.from > row.from
  return isClosed ? cells.slice(0, -1) : cells
}
