// How lines are set: headings larger with their sign in the margin, lists hanging, code and quotations on
// their own ground. Decided by the syntax of the text alone.
import type { Line, Text } from '@codemirror/state'
import { nameOfPageValue } from '../../../shared/world/page-values.ts'
import { calloutIn } from '../../../shared/page/callouts.ts'
import { directionOf } from '../../../shared/page/line-direction.ts'
import { formulaOf } from '../../../shared/page/formulas.ts'
import type { TypesetMarks, PageNode } from './setting-sheet.ts'

interface LineLook {
  readonly classes: readonly string[]
  /** How deep in lists and in quotations; 0 is outside. */
  readonly depth: number
  readonly quotes: number
  /** Lines of room below it. */
  readonly more?: number
}

const PLAIN: LineLook = { classes: [], depth: 0, quotes: 0 }
const HEADING = /^(?:ATX|Setext)Heading([1-6])$/
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ['FencedCode', 'page-code'],
  ['CodeBlock', 'page-code'],
  ['HorizontalRule', 'page-rule'],
  ['Footnote', 'page-footnote'],
  ['MathBlock', 'page-math'],
])

/** Sets the lines of some ranges. */
export class LineSetting {
  readonly #sheet: TypesetMarks
  readonly #looks = new Map<number, LineLook>()
  #depth = 0
  #quotes = 0
  /** The drawn part of the page; the parts of a node outside of it are left alone. */
  #from = 0
  #to = 0

  constructor(sheet: TypesetMarks) {
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
  enter(name: string, node: PageNode): void {
    const level = HEADING.exec(name)?.[1]
    const block = BLOCKS.get(name)
    if (level !== undefined) this.#heading(node, `page-h${level}`)
    else if (block !== undefined) this.#block(node, block)
    else if (name === 'ListItem') this.#item(node)
    else if (name === 'Blockquote') this.#quote(node)
    else if (name === 'QuoteMark') this.#quoteSign(node)
    else if (name === 'Paragraph' && this.#depth > 0) this.#more(node)
    else if (name === 'CodeInfo') this.#sheet.sign(node.from, node.to, true)
    else if (name === 'CodeMark' && node.parent?.name === 'FencedCode') {
      const hangs = node.to - node.from === 3 ? 'page-fence-sign' : ''
      this.#sheet.sign(node.from, node.to, this.#sheet.isTouched(node.parent), hangs)
    }
  }

  leave(name: string): void {
    if (name === 'ListItem') this.#depth -= 1
    else if (name === 'Blockquote') this.#quotes -= 1
  }

  /** Puts what was found about some lines onto the sheet. */
  finish(ranges: readonly { readonly from: number; readonly to: number }[]): void {
    for (const { from, to } of ranges) {
      for (const line of linesIn(this.#sheet.state.doc, from, to)) {
        const { classes, depth, quotes, more = 0 } = this.#looks.get(line.from) ?? PLAIN
        const dir = classes.includes('page-code') ? 'ltr' : directionOf(line.text)
        if (classes.length === 0) this.#pageValue(line)
        if (classes.length === 0 && dir === 'ltr') continue
        const style = `${depth > 0 ? `--depth: ${depth};` : ''}${quotes > 1 ? `--quotes: ${quotes};` : ''}${more > 0 ? `--more: ${more};` : ''}`
        this.#sheet.line(line.from, {
          class: classes.join(' '),
          attributes: { ...(style !== '' && { style }), ...(dir === 'rtl' && { dir }) },
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
  #linesOf({ from, to }: PageNode): Iterable<Line> {
    return linesIn(this.#sheet.state.doc, Math.max(from, this.#from), Math.min(to, this.#to))
  }

  #look(at: number, more: Partial<LineLook>): void {
    const before = this.#looks.get(at) ?? PLAIN
    const classes = [...before.classes, ...(more.classes ?? [])]
    this.#looks.set(at, { ...before, ...more, classes })
  }

  #block(node: PageNode, name: string): void {
    for (const line of this.#linesOf(node)) {
      const edges = [line.from <= node.from ? `${name}-first` : '', line.to >= node.to ? `${name}-last` : '']
      this.#look(line.from, { classes: [name, ...edges.filter(Boolean)] })
    }
    if (name === 'page-math') {
      const { doc } = this.#sheet.state
      const { lines } = formulaOf(doc.sliceString(node.from, node.to))
      const last = doc.lineAt(node.to)
      this.#look(last.from, { more: lines - (last.number - doc.lineAt(node.from).number + 1) })
    }
    if (name === 'page-rule') {
      const isShown = this.#sheet.isTouched(node)
      if (!isShown) this.#look(this.#sheet.state.doc.lineAt(node.from).from, { classes: ['page-rule-drawn'] })
      this.#sheet.sign(node.from, node.to, isShown)
    }
  }

  #heading(node: PageNode, name: string): void {
    this.#block(node, name)
    const isShown = this.#sheet.isTouched(node)
    for (const [at, sign] of node.getChildren('HeaderMark').entries()) {
      const isFirst = at === 0 && sign.from === node.from
      const end = isFirst ? sign.to + this.#blanksAfter(sign.to) : sign.to
      this.#sheet.sign(sign.from, end, isShown, isFirst ? 'page-head-sign' : '')
    }
  }

  #item(node: PageNode): void {
    this.#depth += 1
    const sign = node.getChild('ListMark')
    // An item that began above is entered again for its drawn part.
    if (!sign || sign.from < this.#from) return
    const line = this.#sheet.state.doc.lineAt(sign.from)
    const task = node.getChild('Task')?.getChild('TaskMarker')
    this.#look(line.from, { classes: ['page-item'], depth: this.#depth })
    this.#leadingBlanks(line, sign.from)
    if (task) {
      const isDone = this.#sheet.state.sliceDoc(task.from + 1, task.to - 1) !== ' '
      const end = task.to + Math.min(1, this.#blanksAfter(task.to))
      const name = isDone ? 'page-task page-task-done' : 'page-task'
      this.#sheet.fold(sign.from, end, `page-item-sign ${name}`)
      if (isDone) this.#sheet.mark(end, line.to, 'page-done')
      return
    }
    const end = sign.to + this.#blanksAfter(sign.to)
    const isBullet = sign.to === sign.from + 1 && !this.#sheet.isTouched({ from: sign.from, to: sign.to })
    this.#sheet.mark(sign.from, end, isBullet ? 'page-item-sign page-bullet' : 'page-item-sign')
  }

  /** Lines of an item's words below its first. */
  #more(node: PageNode): void {
    for (const line of this.#linesOf(node)) {
      if (this.#looks.has(line.from)) continue
      this.#look(line.from, { classes: ['page-more'], depth: this.#depth })
      this.#leadingBlanks(line, line.to)
    }
  }

  #quote(node: PageNode): void {
    this.#quotes += 1
    const isInner = this.#quotes > 1
    const callout = isInner ? '' : this.#callout(node)
    for (const line of this.#linesOf(node)) {
      this.#look(line.from, { quotes: this.#quotes, ...(!isInner && { classes: [`page-quote${callout}`] }) })
    }
  }

  /** The look of a quotation's lines that is a callout; its kind is the word that is read first. */
  #callout({ from, to }: PageNode): string {
    const line = this.#sheet.state.doc.lineAt(from)
    const callout = calloutIn(this.#sheet.state.sliceDoc(from, Math.min(line.to, to)))
    if (callout === null) return ''
    const [open, close] = [from + callout.from, from + callout.to]
    if (open >= this.#from) {
      const [start, end] = [open + 2, open + 2 + callout.kind.length]
      const isShown = this.#sheet.isTouched({ from: open, to: close })
      this.#sheet.tuck(open, start, 'open', isShown)
      this.#sheet.mark(start, end, 'page-callout-kind')
      this.#sheet.tuck(end, close, 'close', isShown)
      this.#sheet.mark(end, line.to, 'page-callout-title')
    }
    return ` page-callout ${callout.look}`
  }

  #quoteSign({ from, to }: PageNode): void {
    const end = to + Math.min(1, this.#blanksAfter(to))
    const isShown = this.#sheet.isLineTouched(from)
    this.#sheet.fold(from, end, isShown ? 'page-quote-sign page-shown' : 'page-quote-sign', false)
  }

  /** The depth of an item is set by its place in the list, not by how far it is moved in. */
  #leadingBlanks(line: Line, before: number): void {
    const blanks = /^\s*/.exec(line.text)?.[0].length ?? 0
    this.#sheet.fold(line.from, Math.min(line.from + blanks, before), '', false)
  }

  #blanksAfter(at: number): number {
    const { doc } = this.#sheet.state
    return /^\s*/.exec(doc.sliceString(at, Math.min(doc.lineAt(at).to, at + 100)))?.[0].length ?? 0
  }
}

function* linesIn(doc: Text, from: number, to: number): Iterable<Line> {
  for (let at = from; at <= to;) {
    const line = doc.lineAt(at)
    yield line
    at = line.to + 1
  }
}
