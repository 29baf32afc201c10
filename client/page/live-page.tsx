// The page of a thing that play made or brought here, to be read on its floor: it stands in live alone, where
// nobody writes.
import { useEffect, useMemo } from 'react'
import * as Y from 'yjs'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { useView } from '../world/context/use-world.ts'
import { PageEditor } from './page-editor.tsx'
import type { PageEditorProps } from '../world/page-editor-props.ts'

export default function LivePage(props: Omit<PageEditorProps, 'text' | 'isFixed'>) {
  const page = useView((view) => pageOf(view, props.id)) ?? ''
  return <PageEditor {...props} text={useCopy(page)} isFixed />
}

/** A text of its own with these words: nothing that an editor does with it goes anywhere. */
function useCopy(page: string): Y.Text {
  const text = useMemo(() => {
    const made = new Y.Text()
    // Inside of a map: a position in a root text makes a root of that name in every document that looks it
    // up.
    new Y.Doc().getMap('copy').set('page', made)
    made.insert(0, page)
    return made
    // Another page is another text: a page that is only read has no cursor to keep.
  }, [page])
  useEffect(() => () => text.doc?.destroy(), [text])
  return text
}
