// How lines are set: headings larger with their sign in the margin, lists hanging, code and quotations on their own
// ground. Decided by the syntax of the text alone.
import { syntaxTree } from '@codemirror/language'
import { RangeSetBuilder, type EditorState, type Extension } from '@codemirror/state'
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view'

type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>['resolve']>

interface LineLook {
  readonly classes: readonly string[]
  /** The sign that the line begins with, its blanks included, and how that is set. */
  readonly sign: { readonly end: number; readonly look: Decoration } | null
  /** How deep in lists; 0 is outside. */
  readonly depth: number
}

const PLAIN: LineLook = { classes: [], sign: null, depth: 0 }
const HEADING = /^(?:ATX|Setext)Heading([1-6])$/
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ['FencedCode', 'page-code'],
  ['CodeBlock', 'page-code'],
  ['Blockquote', 'page-quote'],
  ['HorizontalRule', 'page-rule'],
])
const headSign = Decoration.mark({ class: 'page-head-sign' })
const itemSign = Decoration.mark({ class: 'page-item-sign' })

/** How the lines of some ranges are set, by where they start. */
class Looks {
  readonly byLine = new Map<number, LineLook>()
  readonly #state: EditorState
  #depth = 0

  constructor(state: EditorState) {
    this.#state = state
  }

  collect(from: number, to: number): void {
    this.#depth = 0
    syntaxTree(this.#state).iterate({
      from,
      to,
      enter: ({ name, node }) => this.#enter(name, node),
      leave: ({ name }) => {
        if (name === 'ListItem') this.#depth -= 1
      },
    })
  }

  #enter(name: string, node: SyntaxNode): void {
    const level = HEADING.exec(name)?.[1]
    if (level !== undefined) {
      this.#block(node, `page-h${level}`)
      if (node.firstChild?.name === 'HeaderMark' && node.firstChild.from === node.from) {
        this.#sign(node.firstChild, headSign)
      }
    } else if (name === 'ListItem') {
      this.#depth += 1
      if (node.firstChild?.name === 'ListMark') this.#sign(node.firstChild, itemSign)
    } else {
      const block = BLOCKS.get(name)
      if (block !== undefined) this.#block(node, block)
    }
  }

  #block({ from, to }: SyntaxNode, name: string): void {
    const { doc } = this.#state
    for (let at = from; at <= to;) {
      const line = doc.lineAt(at)
      const edges = [line.from <= from ? `${name}-first` : '', line.to >= to ? `${name}-last` : '']
      const look = this.byLine.get(line.from) ?? PLAIN
      this.byLine.set(line.from, { ...look, classes: [...look.classes, name, ...edges.filter(Boolean)] })
      at = line.to + 1
    }
  }

  #sign(mark: SyntaxNode, look: Decoration): void {
    const line = this.#state.doc.lineAt(mark.from)
    const blanks = /^\s*/.exec(this.#state.doc.sliceString(mark.to, line.to))?.[0].length ?? 0
    const before = this.byLine.get(line.from) ?? PLAIN
    const classes = look === itemSign ? [...before.classes, 'page-item'] : before.classes
    this.byLine.set(line.from, { classes, depth: this.#depth, sign: { end: mark.to + blanks, look } })
  }
}

function decorate(view: EditorView): DecorationSet {
  const looks = new Looks(view.state)
  for (const { from, to } of drawnRanges(view)) looks.collect(from, to)
  const builder = new RangeSetBuilder<Decoration>()
  for (const [at, { classes, sign, depth }] of [...looks.byLine].sort(([a], [b]) => a - b)) {
    const style = depth > 0 ? { attributes: { style: `--depth: ${depth}` } } : {}
    builder.add(at, at, Decoration.line({ class: classes.join(' '), ...style }))
    if (sign && sign.end > at) builder.add(at, sign.end, sign.look)
  }
  return builder.finish()
}

/** What is seen, and the lines of the cursor, which an editor draws wherever it is. */
function drawnRanges({ state, visibleRanges }: EditorView): readonly { from: number; to: number }[] {
  const { anchor, head } = state.selection.main
  const isSeen = (at: number): boolean => visibleRanges.some(({ from, to }) => at >= from && at <= to)
  const cursors = [...new Set([anchor, head])].filter((at) => !isSeen(at)).map((at) => state.doc.lineAt(at))
  return [...visibleRanges, ...cursors]
}

/** Sets the lines that are drawn. */
export const pageLines: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = decorate(view)
    }
    update(update: ViewUpdate): void {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      const { docChanged, viewportChanged, selectionSet } = update
      if (docChanged || viewportChanged || selectionSet || isParsed) this.decorations = decorate(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)
