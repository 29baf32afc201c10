// Several things to other floors at once: one transaction, or a refusal of them all.
import type { ArtifactId } from './address.ts'
import { replaced, type To } from './edit-places.ts'
import { editable, EDITED, refuse, write, type Edit, type Edited, type Refused } from './edit.ts'
import { checkTo, heightOf, hostsFrom } from './nesting.ts'

export interface Rehosting {
  readonly id: ArtifactId
  readonly to: To
}

/** Puts each of them where it is told. */
export function rehost(edit: Edit, moves: readonly Rehosting[]): Edited {
  const writes: (() => void)[] = []
  for (const { id, to } of moves) {
    const found = editable(edit, id)
    if (!found.ok) return found
    const { artifact, map } = found
    const refused = whyNotTo(edit, id, to)
    if (refused !== null) return refused
    const facing = to.facing ?? artifact.place?.facing ?? 'down'
    const place = { host: to.host, x: Math.round(to.x), y: Math.round(to.y), facing }
    writes.push(() => map.set('place', replaced(map.get('place'), place)))
  }
  if (writes.length === 0) return EDITED
  return write(edit, () => {
    for (const put of writes) put()
  })
}

/** Why a thing cannot be put somewhere; null when it can. */
export function whyNotTo({ view }: Edit, id: ArtifactId, to: To): Refused | null {
  if (id === view.root) return refuse('root', 'The world itself cannot be moved.')
  for (const host of hostsFrom(view, to.host)) {
    if (host === id) return refuse('inside', 'A thing cannot be put into itself.')
  }
  return checkTo(view, to, to.host === view.artifact(id)?.host ? 0 : heightOf(view, id))
}
