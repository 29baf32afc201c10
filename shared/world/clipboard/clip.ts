// Things as plain data, to be carried to another floor, another world, another browser. A copy is everything
// that the scene has of a thing and of the things in it, without the memory of their code.
import type { ArtifactId } from '../address.ts'
import { thingOf, type ClipThing } from './clip-thing.ts'
import { refuseEdit, type Refused } from '../edits/scene-edit.ts'
import { ARTIFACTS_MAX, CLIP_MAX } from '../limits.ts'
import { hostsFrom } from '../view/host-chain.ts'
import { thingsOn } from '../view/present-people.ts'
import { sceneArtifact } from '../scene/scene.ts'
import { pageOf, type View } from '../view/world-view.ts'

/** The copied things, each after the one that it is in. */
export interface Clip {
  /** The title of the world it is from. */
  readonly from: string
  readonly things: readonly ClipThing[]
}

export type ClipResult = { readonly ok: true; readonly clip: Clip } | Refused

/**
 * Collects things with all that is in them. A thing in another chosen thing is collected once, inside that
 * one.
 */
export function clipOf(view: View, ids: Iterable<ArtifactId>): ClipResult {
  const chosen = new Set(ids)
  const things: ClipThing[] = []
  let length = 0
  const next = topmost(view, chosen).map((id): { id: ArtifactId; at?: number } => ({ id }))
  for (let one = next.shift(); one !== undefined; one = next.shift()) {
    const { id, at } = one
    const artifact = view.artifact(id)
    if (artifact === null) continue
    const thing = thingOf(artifact, sceneArtifact(view.scene, id), pageOf(view, id) ?? '')
    const inside = thingsOn(view, id).map((inner) => ({ id: inner, at: things.length }))
    things.push(at === undefined ? thing : { ...thing, in: at })
    length += JSON.stringify(thing).length
    if (length > CLIP_MAX) return refuseEdit('text', 'That is too much to copy at once. Copy it in parts.')
    next.push(...inside)
  }
  if (things.length === 0) return refuseEdit('missing', 'Select something to copy first.')
  return { ok: true, clip: { from: view.title, things } }
}

/** Those that are in none of the others; the world itself cannot be copied. */
function topmost(view: View, ids: ReadonlySet<ArtifactId>): ArtifactId[] {
  return [...ids].filter((id) => {
    const host = view.artifact(id)?.host ?? null
    if (host === null) return false
    for (const outer of hostsFrom(view, host)) if (ids.has(outer)) return false
    return true
  })
}

/** For a world that has `here` things already. */
export function tooMany(count: number, here: number): Refused {
  const have = here === 0 ? '' : ` It has ${here.toLocaleString('en-GB')},`
  return refuseEdit(
    'count',
    `A world holds at most ${ARTIFACTS_MAX.toLocaleString('en-GB')} things.${have}${have && ' so'} there is no room for ${count.toLocaleString('en-GB')} more.`,
  )
}
