// The offers of `[[` while one writes: everything with a name in this world, to link to it by that name; and
// of `![[`: all pictures that came with files.
import { fittingOptions } from './fitting-options.ts'
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { isProse } from '../rendering/syntax-at.ts'
import { EditorState, type Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import {
  allPictures,
  type NamedPicture,
  pictureNameFor,
} from '../../../shared/folder/links/named-pictures.ts'
import { nameFor } from '../../../shared/folder/links/page-names.ts'
import { pictureUrlPath, type PictureId } from '../../../shared/world/picture-id.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { NAME, offerLate } from './slash-menu.ts'
import type { PageContext } from '../../world/link-targets.ts'

const OPENED = /(!?)\[\[([^[\]|#\n]*)$/

export function nameLinks(around: () => PageContext): Extension {
  const offer = (context: CompletionContext): CompletionResult | null => offered(context, around())
  return [EditorState.languageData.of(() => [{ autocomplete: offer }]), offerLate(OPENED)]
}

function offered({ state, pos }: CompletionContext, { world, id }: PageContext): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const [, bang, typed] = OPENED.exec(state.sliceDoc(line.from, pos)) ?? []
  if (typed === undefined || !isProse(state, pos)) return null
  const from = pos - typed.length
  const options = bang === '!' ? pictureOptions(world.view, id) : optionsIn(world.view, id)
  return { from, ...fittingOptions(options, typed) }
}

function optionsIn(view: View, here: ArtifactId): Completion[] {
  const options: Completion[] = []
  for (const { id, name, host, avatar } of view.artifacts()) {
    if (name === '' || id === here || host === 'limbo' || avatar != null) continue
    const on = host === null || host === view.root ? '' : (view.artifact(host)?.name ?? '')
    // A thing whose name no such link can hold is linked to as usual.
    const apply = linkBy(() => {
      const words = view.artifact(id)?.name.replace(/[[\]\\]/g, '\\$&') ?? ''
      return { name: nameFor(view, id, here), usual: `[${words}](#${id})` }
    })
    options.push({ label: name, type: NAME, ...(on !== '' && { detail: on }), apply })
  }
  return options
}

function pictureOptions(view: View, here: ArtifactId): Completion[] {
  const pictures = new Map<PictureId, NamedPicture>()
  for (const picture of allPictures(view)) if (!pictures.has(picture.id)) pictures.set(picture.id, picture)
  return Array.from(pictures.values(), (picture) => {
    const label = picture.path.slice(picture.path.lastIndexOf('/') + 1)
    const apply = linkBy(() => ({
      name: pictureNameFor(view, here, picture),
      usual: `![](${pictureUrlPath(picture.id)})`,
    }))
    return { label, type: NAME, detail: `${picture.width} × ${picture.height}`, apply }
  })
}

/** The text of the choice: the name that means it alone, or, if there is none, the usual link. */
function linkBy(find: () => { readonly name: string | null; readonly usual: string }) {
  return (editor: EditorView, _option: Completion, start: number, to: number): void => {
    const { name, usual } = find()
    const before = /!?\[\[$/.exec(editor.state.sliceDoc(Math.max(0, start - 3), start))?.[0].length ?? 0
    const rest = editor.state.sliceDoc(to, to + 2) === ']]' ? 2 : 0
    const [from, insert] = name === null ? [start - before, usual] : [start, `${name}]]`]
    editor.dispatch({
      changes: { from, to: to + rest, insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input.complete',
      scrollIntoView: true,
    })
  }
}
