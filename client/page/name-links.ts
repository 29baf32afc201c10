// What `[[` offers while one writes: all that has a name in this world, to link to it by that name.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { nameFor } from '../../shared/folder/page-names.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { View } from '../../shared/world/view.ts'
import type { Around } from './ways.ts'

const OPENED = /\[\[([^[\]|#\n]*)$/
/** Where brackets are signs of a program, or of an address. */
const NO_PROSE = /Code|URL|HTML|Autolink/

export function nameLinks(around: () => Around): Extension {
  const offer = (context: CompletionContext): CompletionResult | null => offered(context, around())
  return EditorState.languageData.of(() => [{ autocomplete: offer }])
}

function offered({ state, pos }: CompletionContext, { world, id }: Around): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const typed = OPENED.exec(state.sliceDoc(line.from, pos))?.[1]
  if (typed === undefined || NO_PROSE.test(syntaxTree(state).resolveInner(pos, -1).name)) return null
  const from = pos - typed.length
  return { from, options: optionsIn(world.view, id), validFor: /^[^[\]|#\n]*$/ }
}

function optionsIn(view: View, here: ArtifactId): Completion[] {
  const options: Completion[] = []
  for (const { id, name, host, avatar } of view.artifacts()) {
    if (name === '' || id === here || host === 'limbo' || avatar != null) continue
    const on = host === null || host === view.root ? '' : (view.artifact(host)?.name ?? '')
    const apply = (editor: EditorView, _option: Completion, from: number, to: number): void =>
      link(editor, { from, to }, view, id)
    options.push({ label: name, ...(on !== '' && { detail: on }), apply })
  }
  return options
}

/** Writes the name that means this thing alone; a thing whose name no such link can hold is linked to as usual. */
function link(editor: EditorView, range: { from: number; to: number }, view: View, id: ArtifactId): void {
  const name = nameFor(view, id)
  const rest = editor.state.sliceDoc(range.to, range.to + 2) === ']]' ? 2 : 0
  const words = view.artifact(id)?.name.replace(/[[\]\\]/g, '\\$&') ?? ''
  const [from, insert] = name === null ? [range.from - 2, `[${words}](#${id})`] : [range.from, `${name}]]`]
  editor.dispatch({
    changes: { from, to: range.to + rest, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input.complete',
    scrollIntoView: true,
  })
}
