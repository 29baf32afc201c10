// Writing where one reads: the page of the floor as its writers see it, in the same column, in letters that a
// phone can show.
import { useEffectEvent, useLayoutEffect, useRef, type ComponentType } from 'react'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useWorld } from '../world/context/use-world.ts'
import { pageIn } from '../world/page-view.ts'
import type { PageEditorProps } from '../world/page-editor-props.ts'
import type { ReadTo } from './read-page.tsx'
import '../page/page-beside.css'

interface WritePageProps {
  readonly host: ArtifactId
  readonly text: Y.Text
  readonly name: string
  /** Where the caret is when it is there; behind the end of the text: so many blank lines below it. */
  readonly at: () => number
  readonly PageEditor: ComponentType<PageEditorProps>
  readonly onThere: (readTo: () => ReadTo | null) => void
}

export function WritePage({ host, text, name, at, PageEditor, onThere }: WritePageProps) {
  const { now, presence, undo } = useWorld()
  const place = useRef<HTMLElement>(null)
  const beginAt = useEffectEvent(at)
  const tell = useEffectEvent(onThere)
  // In the turn in which it comes: what is typed before goes to the floor's page.
  useLayoutEffect(() => {
    const page = pageIn(place.current)
    if (!page) return
    const begin = beginAt()
    const below = begin - page.text().length
    if (below > 0) page.writeBelow(below)
    else page.select(begin)
    page.bringIntoSight(begin, 'center')
    page.focus()
    tell(() => {
      const before = page.text().slice(0, page.selection().head)
      return { line: before.split('\n').length, isElsewhere: true }
    })
  }, [])
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
