// What the lines of a page ask the world around it: where links lead, values as they are now, pictures by
// name, pages in pages, the colours of code.
import {
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type RefObject,
} from 'react'
import type { EmbedSyntax } from '../../shared/page/embeds.ts'
import { isNote, noteLabel, otherEndOfNote } from '../../shared/page/footnotes.ts'
import type { PageWorld } from '../../shared/page/page-lines.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { shownPageValues } from '../../shared/world/live/live-page-values.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { followPage } from '../world/context/artifact-subscription.ts'
import { useWorld } from '../world/context/use-world.ts'
import {
  createLinkTargets,
  meaningOf,
  namesIn,
  type LinkTargets,
  type PageContext,
} from '../world/link-targets.ts'
import { personalOf } from '../world/play/personal.ts'
import { useHidesMaking } from '../world/play/you.ts'
import { useNow } from '../world/play/use-live.ts'
import { later } from '../browser/lazily.ts'
import type { DrawnPlaces } from './drawn-places.ts'
import { LiveCode } from './live-code.tsx'
import type { PageInside } from './page-lines.tsx'
import { typesetWorldOf } from './typeset-world.ts'

const EmbedInside = later(() => import('./embed-inside.tsx'))

/** A page's text as it is now. While somebody writes into a long one, it may be a moment behind. */
export function usePageText(id: ArtifactId): string {
  const { view } = useWorld()
  const text = useSyncExternalStore(
    useCallback((listener: () => void) => followPage(view, id, listener), [view, id]),
    () => pageOf(view, id) ?? '',
  )
  return useDeferredValue(text)
}

export function usePageWorld(id: ArtifactId, text: string): PageWorld {
  const world = useWorld()
  const names = useNames(id, text)
  const values = useValues(id, text)
  const colorsOf = useCodeColors(text)
  const hidesMaking = useHidesMaking()
  return useMemo(
    () => ({
      ...typesetWorldOf(() => ({ id, world, goTo: () => undefined })),
      values,
      hidesMaking,
      ...(colorsOf && { colorsOf }),
    }),
    // oxlint-disable-next-line react/exhaustive-deps -- names lead elsewhere
    [id, world, values, names, colorsOf, hidesMaking],
  )
}

function useNames(id: ArtifactId, text: string): string {
  const world = useWorld()
  const names = useMemo(() => namesIn(text), [text])
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) =>
        names.length === 0
          ? () => undefined
          : world.view.subscribe(
              ({ artifacts, hosts }) => void (artifacts.size + hosts.size > 0 && listener()),
            ),
      [world, names],
    ),
    () => meaningOf({ id, world }, names),
  )
}

/** What lines of values show now: to everybody, or to this person. */
function useValues(id: ArtifactId, text: string): NonNullable<PageWorld['values']> {
  const personal = personalOf(useWorld())
  const mine = useSyncExternalStore(
    personal.subscribe,
    useCallback(() => personal.pageValues(id), [personal, id]),
  )
  const written = useNow((now) => now.pageValues(id))
  return useMemo(() => shownPageValues(text, written, mine), [text, written, mine])
}

/** Fetched with the first code that wants them; null until then. */
function useCodeColors(text: string): PageWorld['colorsOf'] | null {
  const isWanted = useMemo(() => /^ {0,3}(?:`{3,}|~{3,})[ \t]*(?:js|javascript)\b/im.test(text), [text])
  const [colors, setColors] = useState<{ readonly of: NonNullable<PageWorld['colorsOf']> } | null>(null)
  useEffect(() => {
    let isOver = false
    async function fetchColors(): Promise<void> {
      const { colorsOf } = await import('./code-colors.ts')
      if (!isOver) setColors({ of: colorsOf })
    }
    if (isWanted) fetchColors().catch((error: unknown) => console.warn('Code stays without colours.', error))
    return () => {
      isOver = true
    }
  }, [isWanted])
  return colors?.of ?? null
}

/** What is shown now. */
export interface PageNow {
  readonly whole: string
  readonly places: DrawnPlaces | null
}

/** What lines show, and where they lead: `ways` unless elsewhere in the page. */
export function usePageInside(
  id: ArtifactId,
  around: () => PageContext,
  now: RefObject<PageNow>,
  ways?: Pick<LinkTargets, 'follow'>,
): PageInside {
  return useMemo(() => {
    const targets = createLinkTargets(around)
    const { follow } = ways ?? targets
    return {
      embed: (syntax: EmbedSyntax) => (
        <Suspense fallback={null}>
          <EmbedInside syntax={syntax} around={around} depth={1} />
        </Suspense>
      ),
      tell: (written) => (isNote(written) ? '' : targets.tell(written).words),
      follow: (written) => (isNote(written) ? goToNote(now.current, written) : follow(written)),
      liveCode: (lines, code) => (
        <LiveCode id={id} lines={lines}>
          {code}
        </LiveCode>
      ),
    }
  }, [id, around, now, ways])
}

/** From a footnote to its words, and back. */
function goToNote({ whole, places }: PageNow, written: string): void {
  const at = otherEndOfNote(whole, written)
  if (at === null || !places) return
  const end = showWords(places, at, at + noteLabel(written).length)?.endContainer
  end?.parentElement?.closest('a')?.focus({ preventScroll: true })
}

/** Selects words, in the middle of what is seen; null: they are not drawn. */
export function showWords(places: DrawnPlaces, from: number, to: number): Range | null {
  const range = places.rangeOf(from, to)
  if (range)
    getSelection()?.setBaseAndExtent(
      range.startContainer,
      range.startOffset,
      range.endContainer,
      range.endOffset,
    )
  places.lines[places.lineOf(from)]?.scrollIntoView({ block: 'center', inline: 'nearest' })
  return range
}
