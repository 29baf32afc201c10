// The words of a page that came and went between two moments, marked in the page of the later one.
import { useEffect } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { usePage } from '../../world/context/use-world.ts'
import { floorPage } from '../../world/floor-page.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import type { PageMark } from '../../../shared/page/page-lines.ts'
import type { ListedChanges, SignedChange } from '../../parts/changes/listed-changes.ts'

/** Deleted letters that are shown at one spot: a whole chapter would push the rest away. */
const OUT_MAX = 600

export function usePageChanges(listed: ListedChanges | null, host: ArtifactId, viewport: Viewport): void {
  // Another text has another editor.
  const text = usePage(host)
  const entries = listed?.entries ?? null
  const at = listed?.at ?? 0
  useEffect(() => {
    const present = entries?.[at]
    const change = entries?.find((entry) => entry.change.id === host)?.change
    const page = floorPage(viewport)
    if (text === null || change === undefined || page === null) return undefined
    const spot = present?.change === change ? present.spot : null
    const marks = page.mark(marksOf(change, spot))
    return () => marks.end()
  }, [entries, at, host, viewport, text])
}

function marksOf({ text, kind }: SignedChange, present: number | null): readonly PageMark[] {
  const marks: PageMark[] = []
  let shift = 0
  // The page of a thing that came is new as a whole.
  if (kind === 'added') return marks
  for (const [index, { at, in: added = '', out = '' }] of text.entries()) {
    const from = at + shift
    const here = index === present ? ' page-present' : ''
    const words = out.length > OUT_MAX ? `${out.slice(0, OUT_MAX)}…` : out
    if (out !== '') marks.push({ at: from, out: words, class: `page-went${here}` })
    marks.push({ from, to: from + added.length, class: `page-came${here}` })
    shift += added.length - out.length
  }
  return marks
}
