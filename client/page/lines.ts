// How lines are set: headings larger, lists hanging, code and quotations on their own ground. Decided by the syntax of
// the text alone.
import { syntaxTree } from '@codemirror/language'
import { RangeSetBuilder, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view'

interface LineLook {
  readonly classes: string
  /** How deep in lists; 0 is outside. */
  readonly depth: number
  /** Where the text of a list item begins, after its sign; null in other lines. */
  readonly item: number | null
}

const HEADING = /^(?:ATX|Setext)Heading(\d)$/

/** Collects how each line of a range is set. */
function looksOf(state: EditorState, from: number, to: number, looks: Map<number, LineLook>): void {
  function add(start: number, end: number, name: string): void {
    for (let at = start; at <= end; ) {
      const line = state.doc.lineAt(at)
      const look = looks.get(line.from) ?? { classes: '', depth: 0, item: null }
      const edges = `${line.from <= start ? ` ${name}-first` : ''}${line.to >= end ? ` ${name}-last` : ''}`
      looks.set(line.from, { ...look, classes: `${look.classes} ${name}${edges}` })
      at = line.to + 1
    }
  }
  let depth = 0
  syntaxTree(state).iterate({
    from,
    to,
    enter({ name, from: start, to: end, node }) {
      const heading = HEADING.exec(name)?.[1]
      if (heading !== undefined) add(start, end, `page-h${heading}`)
      else if (name === 'FencedCode' || name === 'CodeBlock') add(start, end, 'page-code')
      else if (name === 'Blockquote') add(start, end, 'page-quote')
      else if (name === 'HorizontalRule') add(start, end, 'page-rule')
      else if (name === 'ListItem') {
        depth += 1
        const line = state.doc.lineAt(start)
        const mark = node.firstChild
        if (mark?.name !== 'ListMark') return
        const after = /^\s*/.exec(state.doc.sliceString(mark.to, line.to))?.[0].length ?? 0
        const look = looks.get(line.from) ?? { classes: '', depth: 0, item: null }
        looks.set(line.from, { ...look, depth, item: mark.to + after })
      }
    },
    leave({ name }) {
      if (name === 'ListItem') depth -= 1
    },
  })
}

function decorate(view: EditorView): DecorationSet {
  const looks = new Map<number, LineLook>()
  for (const { from, to } of view.visibleRanges) looksOf(view.state, from, to, looks)
  const builder = new RangeSetBuilder<Decoration>()
  for (const [at, { classes, depth, item }] of [...looks].sort(([a], [b]) => a - b)) {
    const style = item === null ? {} : { attributes: { style: `--depth: ${depth}` } }
    builder.add(at, at, Decoration.line({ class: `${classes}${item === null ? '' : ' page-item'}`.trim(), ...style }))
    if (item !== null && item > at) builder.add(at, item, itemSign)
  }
  return builder.finish()
}

const itemSign = Decoration.mark({ class: 'page-item-sign' })

/** Sets the lines that are drawn. */
export const pageLines: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = decorate(view)
    }
    update(update: ViewUpdate): void {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = decorate(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)
