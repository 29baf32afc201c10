// Which pages lead here.
import { useEffect, useState } from 'react'
import { backlinksOf } from '../../shared/folder/backlinks.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useArtifact, useWorld } from '../floor/world.ts'
import { Drawing } from '../sprites/drawing.tsx'

/** Pages are read again when nothing was written for so long, in ms: all of them are. */
const PAUSE_MS = 500

export function LinkedFrom({ id }: { readonly id: ArtifactId }) {
  const ids = useBacklinks(id)
  if (ids.length === 0) return null
  return (
    <section className="part" aria-label="Linked from">
      <h3 className="part-title">Linked from</h3>
      <ul className="inside">
        {ids.map((from) => (
          <LinkedLine key={from} id={from} />
        ))}
      </ul>
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
          <Drawing name={artifact.look.sprite} />
        </span>
        {artifact.name === '' ? 'A thing without a name' : artifact.name}
      </button>
    </li>
  )
}

function useBacklinks(id: ArtifactId): readonly ArtifactId[] {
  const { view } = useWorld()
  const [ids, setIds] = useState<readonly ArtifactId[]>([])
  useEffect(() => {
    const read = (): void => setIds(backlinksOf(view, id))
    let timer = setTimeout(read)
    const stop = view.subscribe(({ texts, hosts }) => {
      if (texts.size + hosts.size === 0) return
      clearTimeout(timer)
      timer = setTimeout(read, PAUSE_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [view, id])
  return ids
}
