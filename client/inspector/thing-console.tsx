// The console of a thing: the log of its code, as it comes, kept at its end unless one reads further up.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { LogLine } from '../../shared/play/play.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { joined } from '../world/play/console-lines.ts'
import './thing-console.css'

/** So near to the end, in pixels, one reads the end. */
const NEAR = 24

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

export function Console({ id }: { readonly id: ArtifactId }) {
  const { lines, clear } = useLines(id)
  const place = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const box = place.current
    if (box && isAtEnd.current && lines.length > 0) box.scrollTop = box.scrollHeight
  }, [lines])
  function onScroll(): void {
    const box = place.current
    if (box) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR
  }
  return (
    <section className="part" aria-label="Console">
      <div className="console-head">
        <h3 className="part-title">Console</h3>
        {lines.length > 0 && (
          <Button look="quiet" className="console-clear" onClick={clear}>
            Clear
          </Button>
        )}
      </div>
      {lines.length === 0 ? (
        <p className="console-empty">
          Whatever the code writes with <code>log(…)</code> appears here.
        </p>
      ) : (
        // A keyboard scrolls what has the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="console" ref={place} onScroll={onScroll} role="log" aria-label="Lines" tabIndex={0}>
          {lines.map(({ at, text }, index) => (
            // Lines are only added, and dropped from the top.
            // oxlint-disable-next-line react/no-array-index-key
            <p key={`${at} ${index}`} className="console-line">
              <time className="console-time">{TIME.format(at)}</time>
              {text}
            </p>
          ))}
        </div>
      )}
    </section>
  )
}

interface ConsoleLines {
  readonly lines: readonly LogLine[]
  readonly clear: () => void
}

const NOTHING: readonly LogLine[] = []

function useLines(id: ArtifactId): ConsoleLines {
  const { owner } = useWorld()
  const [heard, setHeard] = useState({ owner, id, lines: NOTHING })
  /** Cleared lines do not come back when they are sent again. */
  const clearedAt = useRef(0)
  const isOurs = heard.owner === owner && heard.id === id
  const lines = isOurs ? heard.lines : NOTHING
  useEffect(
    () =>
      owner.watch(id, (come) => {
        const fresh = come.filter(({ at }) => at > clearedAt.current)
        setHeard((before) => {
          const have = before.owner === owner && before.id === id ? before.lines : NOTHING
          return { owner, id, lines: joined(have, fresh) }
        })
      }),
    [owner, id],
  )
  return {
    lines,
    clear() {
      clearedAt.current = lines.at(-1)?.at ?? 0
      setHeard({ owner, id, lines: NOTHING })
    },
  }
}
