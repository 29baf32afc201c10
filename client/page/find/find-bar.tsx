// The line that finds words in a page, over a corner of the floor, and puts others in their place. Enter goes
// on, Escape leaves the cursor at what was found.
import { ChevronDown, ChevronUp, Replace, X } from 'lucide-react'
import { EditorView } from '@codemirror/view'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { closeOverlay } from '../../world/commands/overlay.ts'
import { afterDrawing } from '../../browser/later.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { endFind, find, findNext, foundIn, onFoundChange, replaceFound } from './find-in-page.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import './find-bar.css'

/** The page that one is in, else that of the floor. */
function pageAt(viewport: Viewport): EditorView | null {
  const within = document.activeElement?.closest<HTMLElement>('.page .cm-editor')
  const editor = within ?? viewport.paper?.querySelector<HTMLElement>('.page .cm-editor')
  return editor ? EditorView.findFromDOM(editor) : null
}

interface FindBarProps {
  readonly viewport: Viewport
  /** Its field is there, for words typed before. */
  readonly onReady: () => void
}

export default function FindBar({ viewport, onReady }: FindBarProps) {
  const [view] = useState(() => pageAt(viewport))
  const [words, setWords] = useState(() => chosenIn(view))
  const told = useSyncExternalStore(onFoundChange, () => (view ? toldOf(view) : ''))
  const [isReplacing, setReplacing] = useState(false)
  const bar = useRef<HTMLElement>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
    if (view) find(view, chosenIn(view))
    // Words typed before go into a field that is drawn: React takes no input of one that is not.
    afterDrawing(onReady)
    return () => void (view?.dom.isConnected && endFind(view))
  }, [view, onReady])

  const go = useCallback(
    (by: 1 | -1): void => {
      if (!view) return
      findNext(view, by)
    },
    [view],
  )
  const close = useCallback((): void => {
    if (view) endFind(view)
    closeOverlay()
    if (view?.state.readOnly === false) view.focus()
  }, [view])
  useEffect(() => {
    const element = bar.current
    function onKeyDown(event: KeyboardEvent): void {
      const isAgain = meantKeyOf(event) === 'f' && (event.ctrlKey || event.metaKey)
      if (meantKeyOf(event) === 'Enter' && event.target === field.current) go(event.shiftKey ? -1 : 1)
      else if (meantKeyOf(event) === 'Escape') close()
      else if (isAgain) field.current?.select()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  }, [go, close])

  function look(next: string): void {
    setWords(next)
    if (view) find(view, next)
  }
  return (
    <search className="find-bar" ref={bar}>
      <input
        ref={field}
        type="search"
        aria-label="Find in the page"
        placeholder="Find in the page"
        value={words}
        onChange={(event) => look(event.target.value)}
      />
      <output className="find-told">{told}</output>
      <IconButton label="The one before" keys="Shift+Enter" onClick={() => go(-1)}>
        <ChevronUp size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label="The next one" keys="Enter" onClick={() => go(1)}>
        <ChevronDown size={18} aria-hidden="true" />
      </IconButton>
      {view?.state.readOnly === false && (
        <IconButton label="Replace" aria-expanded={isReplacing} onClick={() => setReplacing(!isReplacing)}>
          <Replace size={18} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Close" keys="Esc" onClick={close}>
        <X size={18} aria-hidden="true" />
      </IconButton>
      {isReplacing && view && <ReplaceLine view={view} isFound={(foundIn(view)?.places.length ?? 0) > 0} />}
    </search>
  )
}

interface ReplaceLineProps {
  readonly view: EditorView
  readonly isFound: boolean
}

/** Its buttons can be pressed where nothing is found, too: a disabled one would lose the focus. */
function ReplaceLine({ view, isFound }: ReplaceLineProps) {
  const [words, setWords] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const replace = (which: 'one' | 'all'): void => replaceFound(view, words, which)
  return (
    <form
      className="find-replace"
      onSubmit={(event) => {
        event.preventDefault()
        replace('one')
      }}
    >
      <input
        ref={field}
        aria-label="Replace with"
        placeholder="Replace with"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Button type="submit" look="quiet" aria-disabled={!isFound}>
        Replace
      </Button>
      <Button look="quiet" aria-disabled={!isFound} onClick={() => replace('all')}>
        All
      </Button>
    </form>
  )
}

/** Words of one line that are chosen are looked for. */
function chosenIn(view: EditorView | null): string {
  const { from, to } = view?.state.selection.main ?? { from: 0, to: 0 }
  const words = view?.state.sliceDoc(from, to) ?? ''
  return words.includes('\n') ? '' : words
}

function toldOf(view: EditorView): string {
  const found = foundIn(view)
  if (found === null || found.words === '') return ''
  const { places, at, replaced } = found
  if (replaced > 0) return `${replaced} replaced`
  return places.length === 0 ? 'Not here' : `${at + 1} of ${places.length}`
}
