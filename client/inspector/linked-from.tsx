// Which pages lead here.
import { useEffect, useState } from 'react'
import { backlinksOf, sortedByName } from '../../shared/folder/links/backlinks.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { count } from '../words/counts.ts'
import { useArtifact, useWorld } from '../world/context/use-world.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { nameAsTitle } from '../../shared/world/artifact.ts'

/** Pages are read again when nothing was written for so long, in ms: all of them are. */
const PAUSE_MS = 500
/** How long at a time, in ms: nobody who writes is to wait for it. */
const TURN_MS = 8

/** A longer list is folded: other things stand below it. */
const OPEN_MAX = 6

export function LinkedFrom({ id }: { readonly id: ArtifactId }) {
  const ids = useBacklinks(id)
  if (ids.length === 0) return null
  return (
    <section className="part" aria-label="Linked from">
      <details open={ids.length <= OPEN_MAX}>
        <summary className="part-title">Linked from {count(ids.length, 'page')}</summary>
        <ul className="inside">
          {ids.map((from) => (
            <LinkedLine key={from} id={from} />
          ))}
        </ul>
      </details>
    </section>
  )
}

function LinkedLine({ id }: { readonly id: ArtifactId }) {
  const { selection } = useWorld()
  const artifact = useArtifact(id)
  if (!artifact) return null
  return (
    <li className="inside-line">
      <button type="button" className="inside-name" onClick={() => selection.inspect(id)}>
        <span className="small-drawing">
          <DrawnThing look={artifact.look} />
        </span>
        {nameAsTitle(artifact.name)}
      </button>
    </li>
  )
}

function useBacklinks(id: ArtifactId): readonly ArtifactId[] {
  const { view } = useWorld()
  const [ids, setIds] = useState<readonly ArtifactId[]>([])
  useEffect(() => {
    let timer = setTimeout(begin)
    function begin(): void {
      go(backlinksOf(view, id), [])
    }
    function go(search: Iterator<ArtifactId | null>, found: ArtifactId[]): void {
      const end = performance.now() + TURN_MS
      for (let next = search.next(); ; next = search.next()) {
        if (next.done) return setIds(sortedByName(view, found))
        if (next.value !== null) found.push(next.value)
        if (performance.now() > end) break
      }
      timer = setTimeout(() => go(search, found))
    }
    const stop = view.subscribe(({ texts, hosts }) => {
      if (texts.size + hosts.size === 0) return
      clearTimeout(timer)
      timer = setTimeout(begin, PAUSE_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [view, id])
  return ids
}
