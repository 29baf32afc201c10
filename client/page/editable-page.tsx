// A page that is drawn as lines, and has its editor once somebody may write in it: when hands rest, or sooner
// when they are about to write. Who only reads never fetches that.
import { useCallback, useEffect, useMemo, useRef, useState, type ComponentType } from 'react'
import { flushSync } from 'react-dom'
import { fetched } from '../browser/lazily.ts'
import { useWorld } from '../world/context/use-world.ts'
import { useIsTold } from '../world/play/you.ts'
import { watchRest } from '../device/rest-watch.ts'
import type { EditablePageProps, PageEditorProps } from '../world/page-editor-props.ts'
import type { WithEditor } from '../lines/drawn-view.ts'
import { DrawnPage } from './drawn-page.tsx'
import { createLeftPage, type LeftPage } from '../lines/left-page.ts'

type Editor = ComponentType<PageEditorProps & { readonly left: LeftPage }>

let there: Editor | null = null
let coming: Promise<{ readonly PageEditor: Editor }> | null = null

/** Asks for it once: without a network everybody who waits would ask again and again. */
async function fetchEditor(): Promise<void> {
  coming ??= fetched(() => import('./page-editor.tsx')).finally(() => {
    coming = null
  })
  there = (await coming).PageEditor
}

export function EditablePage(props: EditablePageProps) {
  const { text, isFixed = text === null } = props
  const left = useMemo(() => createLeftPage(text), [text])
  const { past } = useWorld()
  const isTold = useIsTold()
  // In the past, too, one goes through it by a caret, if the editor is there already.
  const [isWanted, setWanted] = useState(there !== null && text !== null && (!isFixed || past !== null))
  const turn = useTurn(setWanted)
  useEffect(() => {
    if (!isTold || isFixed || isWanted || text === null) return undefined
    const hands = watchRest()
    let isOver = false
    async function takeOver(): Promise<void> {
      await fetchEditor()
      await hands.rest()
      if (!isOver) turn()
    }
    takeOver().catch(console.warn)
    return () => {
      isOver = true
      hands.close()
    }
  }, [isTold, isFixed, isWanted, text, turn])
  const withEditor = useCallback<WithEditor>(
    (work) => {
      left.wait(work)
      fetchEditor().then(turn).catch(console.warn)
    },
    [left, turn],
  )
  const PageEditor = isWanted ? there : null
  if (PageEditor && text) return <PageEditor {...props} text={text} left={left} />
  return <DrawnPage {...props} left={left} withEditor={withEditor} />
}

/** What is ended first: a word that is being composed, a press that may select. */
const BUSY = [
  ['compositionstart', 'compositionend'],
  // The menu of the browser may have the end of a press.
  ['pointerdown', 'pointerup', 'pointercancel', 'contextmenu'],
] as const

/** Lets the editor take over once no hand is in the middle of something, in that task: the next may begin. */
function useTurn(setWanted: (isWanted: true) => void): () => void {
  const [busy] = useState(() => new Set<string>())
  const isDue = useRef(false)
  const turn = useCallback(() => {
    isDue.current = busy.size > 0
    if (!isDue.current) flushSync(() => setWanted(true))
  }, [busy, setWanted])
  useEffect(() => {
    const control = new AbortController()
    const options = { signal: control.signal, capture: true }
    for (const [begin, ...ends] of BUSY) {
      addEventListener(begin, () => busy.add(begin), options)
      // The word itself, and the click, are told after this, and the next one may have begun by then.
      const end = (): unknown => busy.delete(begin) && isDue.current && setTimeout(turn)
      for (const name of ends) addEventListener(name, end, options)
    }
    return () => control.abort()
  }, [busy, turn])
  return turn
}
