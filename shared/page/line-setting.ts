// How lines are set: headings larger with their sign in the margin, lists hanging, code and quotations on
// their own ground. Decided by the syntax of the text alone.
import { nameOfPageValue } from '../world/page-values.ts'
import { calloutIn } from './callouts.ts'
import { formulaOf } from './formulas.ts'
import { numberClass } from './number-classes.ts'
import { levelOf, type SyntaxNode } from './page-parser.ts'
import { classes, seenIn, type PageRange, type PageText, type Typesetting } from './typesetting.ts'

type Line = ReturnType<PageText['lineAt']>
export type Direction = 'ltr' | 'rtl'

interface LineLook {
  readonly names: readonly string[]
  /** How deep in lists and in quotations; 0 is outside. */
  readonly depth: number
  readonly quotes: number
  /** Of the quotation around it: a line without letters is read so, too. */
  readonly around?: Direction
  /** Lines of room below it. */
  readonly more?: number
  /** Drawn otherwise while a caret is there. */
  readonly writtenIn?: PageRange
  /** Nobody has to read it. */
  readonly isSign?: true
}

const PLAIN: LineLook = { names: [], depth: 0, quotes: 0 }
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ['FencedCode', 'page-code'],
  ['CodeBlock', 'page-code'],
  ['HorizontalRule', 'page-rule'],
  ['Footnote', 'page-footnote'],
  ['MathBlock', 'page-math'],
])

/** Sets the lines of some ranges. */
export class LineSetting {
  readonly #sheet: Typesetting
  readonly #looks = new Map<number, LineLook>()
  #depth = 0
  #quotes = 0
  /** The drawn part of the page; the parts of a node outside of it are left alone. */
  #from = 0
  #to = 0

  constructor(sheet: Typesetting) {
    this.#sheet = sheet
  }

  /** Goes on with a piece of the page, from the start of a line to the end of one. */
  begin(from: number, to: number): void {
    this.#from = from
    this.#to = to
    this.#depth = 0
    this.#quotes = 0
  }

  /** Sets one node of the syntax; those in it follow, then `leave`. */
  enter(name: string, node: SyntaxNode): void {
    const level = levelOf(name)
    const block = BLOCKS.get(name)
    if (level > 0) this.#heading(node, `page-h${level}`)
    else if (block !== undefined) this.#block(node, block)
    else if (name === 'ListItem') this.#item(node)
    else if (name === 'Blockquote') this.#quote(node)
    else if (name === 'QuoteMark') this.#quoteSign(node)
    else if (name === 'Paragraph' && this.#depth > 0) this.#more(node)
    else if (name === 'CodeInfo')
      this.#sheet.mark(node.from, node.to, 'page-sign page-shown', { isSign: true })
    else if (name === 'CodeMark' && node.parent?.name === 'FencedCode') {
      const hangs = node.to - node.from === 3 ? 'page-fence-sign' : ''
      this.#sheet.sign(node.from, node.to, node.parent, hangs)
    }
  }

  leave(name: string): void {
    if (name === 'ListItem') this.#depth -= 1
    else if (name === 'Blockquote') this.#quotes -= 1
  }

  /** Puts what was found about some lines onto the sheet. */
  finish(ranges: readonly PageRange[]): void {
    for (const { from, to } of ranges) {
      for (const line of linesIn(this.#sheet.text, from, to)) {
        const {
          names,
          depth,
          quotes,
          more = 0,
          writtenIn,
          isSign,
          around,
        } = this.#looks.get(line.from) ?? PLAIN
        const own = LETTER.test(line.text) ? undefined : around
        const dir = names.includes('page-code') ? 'ltr' : (own ?? directionAt(this.#sheet.text, line))
        if (names.length === 0) this.#pageValue(line)
        if (names.length === 0 && dir === 'ltr') continue
        const numbers = [
          numberClass('depth', depth),
          numberClass('quotes', quotes),
          numberClass('more', more),
        ]
        this.#sheet.lines.push({
          from: line.from,
          class: classes(...names, ...numbers),
          ...(writtenIn && { touched: { ...writtenIn, class: 'page-written' } }),
          ...(isSign && { isSign }),
          ...(dir === 'rtl' && { dir }),
        })
      }
    }
  }

  /** A line `#score 12`: its name is a label. */
  #pageValue({ from, text }: Line): void {
    const name = nameOfPageValue(text)
    if (name === null) return
    this.#sheet.mark(from, from + 1 + name.length, 'page-label')
  }

  /** The lines of a node, as far as they are drawn. */
  #linesOf({ from, to }: SyntaxNode): Iterable<Line> {
    return linesIn(this.#sheet.text, Math.max(from, this.#from), Math.min(to, this.#to))
  }

  #look(at: number, more: Partial<LineLook>): void {
    const before = this.#looks.get(at) ?? PLAIN
    this.#looks.set(at, { ...before, ...more, names: [...before.names, ...(more.names ?? [])] })
  }

  #block(node: SyntaxNode, name: string): void {
    const { from, to } = node
    const isDrawn = name === 'page-math' || name === 'page-rule'
    for (const line of this.#linesOf(node)) {
      const edges = [line.from <= from ? `${name}-first` : '', line.to >= to ? `${name}-last` : '']
      this.#look(line.from, { names: [name, ...edges.filter(Boolean)] })
      if (isDrawn) this.#look(line.from, { names: ['page-drawn'], writtenIn: { from, to } })
      if (name === 'page-math') this.#look(line.from, { isSign: true })
    }
    if (name === 'page-math') {
      const { text } = this.#sheet
      const { lines } = formulaOf(text.sliceString(from, to))
      const last = text.lineAt(to)
      this.#look(last.from, { more: lines - (last.number - text.lineAt(from).number + 1) })
    }
    if (name === 'page-rule') this.#sheet.sign(from, to, node)
  }

  #heading(node: SyntaxNode, name: string): void {
    this.#block(node, name)
    for (const [at, sign] of node.getChildren('HeaderMark').entries()) {
      const isFirst = at === 0 && sign.from === node.from
      const end = isFirst ? sign.to + this.#blanksAfter(sign.to) : sign.to
      this.#sheet.sign(sign.from, end, node, isFirst ? 'page-head-sign' : '')
    }
  }

  #item(node: SyntaxNode): void {
    this.#depth += 1
    const sign = node.getChild('ListMark')
    // An item that began above is entered again for its drawn part.
    if (!sign || sign.from < this.#from) return
    const line = this.#sheet.text.lineAt(sign.from)
    const task = node.getChild('Task')?.getChild('TaskMarker')
    this.#look(line.from, { names: ['page-item'], depth: this.#depth })
    this.#leadingBlanks(line, sign.from)
    if (task) {
      const isDone = this.#sheet.text.sliceString(task.from + 1, task.to - 1) !== ' '
      const end = task.to + Math.min(1, this.#blanksAfter(task.to))
      const name = isDone ? 'page-task page-task-done' : 'page-task'
      this.#sheet.fold(sign.from, end, `page-item-sign ${name}`, {
        isAtom: true,
        role: 'checkbox',
        isChecked: isDone,
      })
      if (isDone) this.#sheet.mark(end, line.to, 'page-done')
      return
    }
    const end = sign.to + this.#blanksAfter(sign.to)
    const { from, to } = sign
    const isBullet = to === from + 1
    this.#sheet.mark(from, end, classes('page-item-sign', isBullet ? 'page-bullet' : ''), {
      isSign: true,
      ...(isBullet && { touched: { from, to, class: 'page-bullet-written' } }),
    })
  }

  /** Lines of an item's words below its first. */
  #more(node: SyntaxNode): void {
    for (const line of this.#linesOf(node)) {
      if (this.#looks.has(line.from)) continue
      this.#look(line.from, { names: ['page-more'], depth: this.#depth })
      this.#leadingBlanks(line, line.to)
    }
  }

  #quote(node: SyntaxNode): void {
    this.#quotes += 1
    const isInner = this.#quotes > 1
    const callout = isInner ? '' : this.#callout(node)
    const around = directionAt(this.#sheet.text, this.#sheet.text.lineAt(node.from))
    const look = isInner ? {} : { names: [`page-quote${callout}`] }
    for (const line of this.#linesOf(node)) this.#look(line.from, { ...look, quotes: this.#quotes, around })
  }

  /** The look of a quotation's lines that is a callout; its kind is the word that is read first. */
  #callout({ from, to }: SyntaxNode): string {
    const line = this.#sheet.text.lineAt(from)
    const callout = calloutIn(this.#sheet.text.sliceString(from, Math.min(line.to, to)))
    if (callout === null) return ''
    const [open, close] = [from + callout.from, from + callout.to]
    if (open >= this.#from) {
      const [start, end] = [open + 2, open + 2 + callout.kind.length]
      const sign = { from: open, to: close }
      this.#sheet.tuck(open, start, 'open', sign)
      this.#sheet.mark(start, end, 'page-callout-kind')
      this.#sheet.tuck(end, close, 'close', sign)
      this.#sheet.mark(end, line.to, 'page-callout-title')
    }
    return ` page-callout ${callout.look}`
  }

  #quoteSign({ from, to }: SyntaxNode): void {
    const end = to + Math.min(1, this.#blanksAfter(to))
    this.#sheet.fold(from, end, 'page-quote-sign', seenIn(this.#sheet.text.lineAt(from)))
  }

  /** The depth of an item is set by its place in the list, not by how far it is moved in. */
  #leadingBlanks(line: Line, before: number): void {
    const blanks = /^\s*/.exec(line.text)?.[0].length ?? 0
    this.#sheet.fold(line.from, Math.min(line.from + blanks, before))
  }

  #blanksAfter(at: number): number {
    const { text } = this.#sheet
    return /^\s*/.exec(text.sliceString(at, Math.min(text.lineAt(at).to, at + 100)))?.[0].length ?? 0
  }
}

function* linesIn(text: PageText, from: number, to: number): Iterable<Line> {
  for (let at = from; at <= to;) {
    const line = text.lineAt(at)
    yield line
    at = line.to + 1
  }
}

/** Signs before the first word: of headings, lists, quotations, tables, tasks and callouts. */
const SIGNS = /^(?:[\s>#|*_~+-]|\d+[.)]\s|\[(?:[ xX]|![\w-]+)\])*/
const LETTER = /\p{L}/u
/** Hebrew, Arabic and the scripts beside them. */
const FROM_RIGHT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** So many letters are looked at behind a callout's sign that stands alone in its line. */
const LOOKED_AT = 500

/** Of a line, or of the words below it where it says no more than which kind of callout begins. */
export function directionAt(text: PageText, { from, to }: Pick<Line, 'from' | 'to'>): Direction {
  const line = text.sliceString(from, to)
  const isAlone = /^\s*(?:>\s*)+\[![\w-]+\][+-]?\s*$/.test(line)
  return directionOf(isAlone ? text.sliceString(from, Math.min(text.length, to + LOOKED_AT)) : line)
}

/** The first letter of a line decides, and not the language of the reader. */
export function directionOf(line: string): Direction {
  const first = LETTER.exec(line.slice(SIGNS.exec(line)?.[0].length ?? 0))?.[0]
  return first !== undefined && FROM_RIGHT.test(first) ? 'rtl' : 'ltr'
}
