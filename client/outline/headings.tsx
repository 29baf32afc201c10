// The headings of the page that is shown, as ways to them.
import { useEffect, useState } from 'react'
import { pageOf } from '../../shared/world/page.ts'
import { useShownFloor } from '../floor/where.ts'
import { useWorld } from '../floor/world.ts'
import { headingsOf } from '../page/headings.ts'
import { usePoint } from './faults.tsx'

/** While a page is typed in, its headings are read again after such a pause, in ms. */
const PAUSE_MS = 300

export function Headings() {
  const floor = useShownFloor()
  const headings = useHeadings()
  const point = usePoint()
  if (headings.length === 0 || floor === null) return null
  return (
    <details className="outline-headings">
      <summary className="part-title">On this page</summary>
      <ul>
        {headings.map(({ level, text, line }) => (
          <li key={`${line} ${text}`}>
            <button
              type="button"
              className="outline-heading"
              style={{ '--depth': level - 1 }}
              onClick={() => point(floor, line)}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

type Heading = ReturnType<typeof headingsOf>[number]

/** The headings of the shown floor's page, a moment after they are written. */
export function useHeadings(): readonly Heading[] {
  const { view } = useWorld()
  const floor = useShownFloor()
  const [headings, setHeadings] = useState<readonly Heading[]>([])
  useEffect(() => {
    if (floor === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = (): void => setHeadings(headingsOf(pageOf(view, floor) ?? ''))
    read()
    const stop = view.subscribe(({ texts }) => {
      if (!texts.has(floor)) return
      clearTimeout(timer)
      timer = setTimeout(read, PAUSE_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [view, floor])
  return headings
}
