// A page as lines, for all who read it, and for its writers until the editor is there. It looks as the editor
// has it, is read by screen readers as what it is, and fetches the editor when one is about to write.
import {
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react'
import { flushSync } from 'react-dom'
import { withoutMaking } from '../../shared/page/making-blocks.ts'
import type { PageMark } from '../../shared/page/page-lines.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { Observable } from '../device/observable.ts'
import { useObservable } from '../browser/use-observable.ts'
import { useSelected } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { writeLarger } from '../world/floor-page.ts'
import { headingsIn, headingsOnPage } from '../world/geometry/heading-positions.ts'
import type { PageContext } from '../world/link-targets.ts'
import { createEarlyTyping } from '../lines/early-typing.ts'
import type { EditablePageProps } from '../world/page-editor-props.ts'
import { pageAround, showPage } from '../world/page-view.ts'
import { drawnPlaces, scaleOf, selectedIn, type DrawnPlaces } from '../lines/drawn-places.ts'
import { drawnView, type WithEditor } from '../lines/drawn-view.ts'
import { PageLines } from '../lines/page-lines.tsx'
import { showWords, usePageInside, usePageText, usePageWorld, type PageNow } from '../lines/page-world.tsx'
import type { LeftPage } from '../lines/left-page.ts'
import { useAround } from '../world/page-around.ts'
import '../lines/live-values.css'
import './page.css'
import './page-print.css'
import './rendering/inline-setting.css'
import { afterDrawing, whenIdle } from '../browser/later.ts'
import { later } from '../browser/lazily.ts'

const DrawnCarets = later(() => import('../lines/drawn-carets.tsx'))

interface DrawnPageProps extends EditablePageProps {
  readonly left: LeftPage
  /** Calls back with the editor, which comes for it. */
  readonly withEditor: WithEditor
}

export function DrawnPage(props: DrawnPageProps) {
  const { id, label, hint, presence, text, undo, left, withEditor } = props
  const isFixed = props.isFixed === true || text === null
  const around = useAround(id)
  const whole = usePageText(id)
  const shown = useShownPart(whole, id)
  const place = useRef<HTMLDivElement>(null)
  const [placesNow] = useState(() => new Observable<DrawnPlaces | null>(null))
  const places = useObservable(placesNow)
  const latest = useRef<PageNow & { readonly isFixed: boolean }>({ whole, isFixed, places })
  const inside = usePageInside(id, around, latest)
  const [marksNow] = useState(() => new Observable<readonly PageMark[]>([]))
  const marks = useObservable(marksNow)
  const worldAround = usePageWorld(id, shown)
  const world = useMemo(() => ({ ...worldAround, marks }), [worldAround, marks])
  useLayoutEffect(() => {
    const next = place.current && drawnPlaces(place.current, whole)
    latest.current = { whole, isFixed, places: next }
    placesNow.set(next)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- with each of these lines are drawn anew
  }, [whole, shown, isFixed, world, placesNow])
  useLayoutEffect(() => {
    const page = place.current
    if (!page) return undefined
    const view = drawnView({
      root: page,
      isReadOnly: () => latest.current.isFixed,
      text: () => latest.current.whole,
      places: () => latest.current.places ?? drawnPlaces(page, latest.current.whole),
      left,
      marks: marksNow,
      withEditor,
    })
    const hide = showPage(page, view)
    const headings = page.closest('.paper')
      ? headingsIn(around().world.view).show(id, () => headingsOnPage(view))
      : null
    const grown = new ResizeObserver(() => headings?.changed())
    grown.observe(page)
    return () => {
      if (latest.current.places) left.leave(latest.current.places)
      hide()
      headings?.end()
      grown.disconnect()
    }
  }, [id, left, marksNow, around, withEditor])
  usePointed(id, places, isFixed ? null : withEditor)

  const lines = <PageLines text={shown} world={world} inside={inside} />
  function onCopy(event: ClipboardEvent): void {
    // The field of who writes has taken the browser's selection.
    const selected = pageAround(event.currentTarget)?.selection()
    if (!selected || selected.from === selected.to) return
    event.preventDefault()
    const { from, to } = selected
    event.clipboardData.setData(
      'text/plain',
      world.hidesMaking === true ? withoutMaking(whole, from, to) : whole.slice(from, to),
    )
  }
  return (
    <div className="page" role="document" aria-label={label} ref={place} onCopy={onCopy}>
      {text && !isFixed ? (
        <WrittenLines {...{ text, undo, left, places, withEditor, around }}>{lines}</WrittenLines>
      ) : (
        lines
      )}
      {whole === '' && !isFixed && <p className="page-hint">{hint}</p>}
      {text && (
        <Suspense fallback={null}>
          <DrawnCarets text={text} presence={presence} places={places} />
        </Suspense>
      )}
    </div>
  )
}

interface WrittenLinesProps extends Pick<DrawnPageProps, 'undo' | 'left' | 'withEditor'> {
  readonly text: NonNullable<DrawnPageProps['text']>
  readonly places: DrawnPlaces | null
  readonly around: () => PageContext
  readonly children: ReactNode
}

/** Who presses lines that may be written, or goes to them by keys, writes there once the editor is there. */
function WrittenLines({ text, undo, left, places, withEditor, around, children }: WrittenLinesProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const early = useMemo(() => createEarlyTyping(text, undo, left), [text, undo, left])
  function onPress(event: MouseEvent): void {
    const { target, nativeEvent } = event
    const pressed = (what: string) => (target instanceof Element ? target.closest<HTMLElement>(what) : null)
    // A key follows a link; a footnote leads to its other end.
    if (!places || event.detail === 0 || pressed('button, .page-note')) return
    // Nobody follows a link with the press that begins to write; with Ctrl as by a key, and in no new tab.
    event.preventDefault()
    if (event.ctrlKey || event.metaKey) return pressed('a')?.click()
    const box = pressed('.page-task')
    const task = box && places.placeIn(box, 0)
    if (task !== null) return tick(task)
    const { from = 0, to = 0 } = selectedIn(places) ?? {}
    const at = places.placeAt({ x: event.clientX, y: event.clientY })
    if (from < to) left.select(from, to)
    else if (at !== null) left.select(at)
    const { top } = places.page.getBoundingClientRect()
    if (field.current) {
      field.current.style.top = `${(event.clientY - top) / scaleOf(places.page)}px`
      field.current.focus({ preventScroll: true })
      early.begin(field.current)
    }
    const isFinger = nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'touch'
    const view = isFinger && places.page.closest('.paper') ? pageAround(places.page) : null
    if (view) writeLarger(view, around().world.replica.address)
  }
  /** The box of an item that begins there, unless somebody has just written it anew. */
  function tick(item: number): void {
    const [, lead, sign] = /^((?:[-*+]|\d+[.)])\s+\[)([ xX])\]/.exec(text.toJSON().slice(item)) ?? []
    if (lead === undefined) return
    text.doc?.transact(() => {
      text.delete(item + lead.length, 1)
      text.insert(item + lead.length, sign === ' ' ? 'x' : ' ')
    }, around().world.edit.origin)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- keys have the field
    <div onClickCapture={onPress}>
      {children}
      <textarea
        ref={field}
        className="page-early"
        aria-label="Write here"
        autoCapitalize="sentences"
        onFocus={() => withEditor(() => undefined)}
        wrap="off"
        onChange={({ target }) => early.type(target.value, target.selectionEnd)}
      />
    </div>
  )
}

/** So many lines of a page are drawn at once; the others follow while hands rest, four times as many each. */
const FIRST_LINES = 200

/** The beginning of a page that is drawn already. */
function useShownPart(text: string, id: ArtifactId): string {
  const { selection } = useWorld()
  const pointed = useSelected(selection, (now) => now.pointed)
  const [lines, setLines] = useState(FIRST_LINES)
  const isWhole = pointed?.id === id
  const end = useMemo(() => (isWhole ? -1 : endOfLine(text, lines)), [text, lines, isWhole])
  useEffect(() => {
    if (end === -1) return undefined
    return whenIdle(() => setLines(lines * 4))
  }, [end, lines])
  useEffect(() => {
    const showAll = (): void => flushSync(() => setLines(Infinity))
    addEventListener('beforeprint', showAll)
    return () => removeEventListener('beforeprint', showAll)
  }, [])
  return end === -1 ? text : text.slice(0, end)
}

/** -1: it has no more lines than that. */
function endOfLine(text: string, line: number): number {
  let at = -1
  for (let count = 0; count < line; count += 1) {
    at = text.indexOf('\n', at + 1)
    if (at === -1) return -1
  }
  return at
}

/** Goes to a line of this page when one is led there; its writers by its editor. */
function usePointed(id: ArtifactId, places: DrawnPlaces | null, withEditor: WithEditor | null): void {
  const { selection } = useWorld()
  const pointed = useSelected(selection, (now) => now.pointed)
  useEffect(() => {
    if (pointed?.id !== id || !places) return
    // The editor goes there when it comes.
    if (withEditor) return withEditor(() => undefined)
    if (!selection.arrive(pointed)) return
    const number = Math.max(0, Math.min(pointed.line, places.lines.length) - 1)
    const [start, end] = [places.startOf(number), places.startOf(number + 1) - 1]
    const { from, to } = pointed.words ?? { from: end - start, to: end - start }
    const show = (): unknown => showWords(places, Math.min(start + from, end), Math.min(start + to, end))
    show()
    // A floor that has only now come cannot be scrolled before its first frame has given it a height.
    afterDrawing(show)
  }, [id, places, pointed, selection, withEditor])
}
