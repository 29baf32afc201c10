// Writing where one reads: the page of the floor as its writers see it, in the same column, in letters that a
// phone can show.
import { EditorView } from '@codemirror/view'
import { useEffect, useRef, useState, type ComponentType } from 'react'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import { addBlankLinesTo } from '../world/blank-lines.ts'
import { useWorld } from '../world/context/use-world.ts'
import type { PageEditorProps } from '../world/page-editor-props.ts'
import type { ReadTo } from './read-page.tsx'
import '../page/page-beside.css'

interface WritePageProps {
  readonly host: ArtifactId
  readonly text: Y.Text
  readonly name: string
  /** The place of the caret at the beginning; behind the end of the text: so many blank lines below it. */
  readonly at: number
  readonly PageEditor: ComponentType<PageEditorProps>
  readonly onThere: (readTo: () => ReadTo | null) => void
}

export function WritePage({ host, text, name, at, PageEditor, onThere }: WritePageProps) {
  const { now, presence, undo } = useWorld()
  const place = useRef<HTMLElement>(null)
  const [begin] = useState(at)
  const tell = useRef(onThere)
  useEffect(() => {
    const content = place.current?.querySelector<HTMLElement>('.cm-content')
    const view = content && EditorView.findFromDOM(content)
    if (!view) return
    const below = begin - view.state.doc.length
    if (below > 0) addBlankLinesTo(view, below)
    view.dispatch({
      selection: { anchor: begin },
      effects: EditorView.scrollIntoView(begin, { y: 'center' }),
    })
    view.focus()
    tell.current(() => {
      const { doc, selection } = view.state
      return { line: doc.lineAt(selection.main.head).number, isElsewhere: true }
    })
  }, [begin])
  return (
    <main ref={place} className="reading-body" aria-label="The page">
      <div className="read page-beside">
        <PageEditor
          id={host}
          text={text}
          now={now}
          presence={presence}
          undo={undo}
          label={`The page of ${name}`}
          hint="Write here."
        />
      </div>
    </main>
  )
}
