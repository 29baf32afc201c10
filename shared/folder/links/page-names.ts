// The meaning of links by name, `[[First steps]]`, `[[Guide/First steps]]`, as other programs write them: the
// thing of that name, or whose page came as a file of that name.
import type { ArtifactId } from '../../world/address.ts'
import type { Artifact } from '../../world/artifact.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import { IMPORTED_AS, parseFileName } from '../format/file-name.ts'
import { alike } from './named-pictures.ts'

/** Whether what is written so is a link by name. */
export const isNamed = (written: string): boolean => /^!?\[\[/.test(written)

export interface NamedLink {
  /** Empty for a heading of its own page. */
  readonly name: string
  readonly section: string | null
  /** The words that are shown instead of the name, or the size of a picture; empty without any. */
  readonly label: string
}

/** The target of such a link. */
export function readNamedLink(link: string): NamedLink | null {
  const [, target, label = ''] = /^!?\[\[([^[\]|\n]+)(?:\|([^[\]|\n]+))?\]\]$/.exec(link) ?? []
  if (target === undefined) return null
  // In a table the sign between is written `\|`.
  const [name = '', ...sections] = target.replace(/\\$/, '').split('#')
  return { name: name.trim(), section: sections.at(-1)?.trim() ?? null, label }
}

/** The thing that a name means, best first: the one on the floors that it says, then what is not in limbo. */
export function thingNamed(view: View, written: string): ArtifactId | null {
  const parts = partsOf(written)
  const wanted = parts.pop() ?? ''
  if (wanted === '') return null
  let best: { readonly id: ArtifactId; readonly rank: number } | null = null
  for (const artifact of view.artifacts()) {
    if (artifact.avatar != null || !namesOf(view, artifact).includes(wanted)) continue
    const rank = rankOf(view, artifact, parts)
    const isBetter = best === null || rank > best.rank || (rank === best.rank && artifact.id < best.id)
    if (isBetter) best = { id: artifact.id, rank }
  }
  return best?.id ?? null
}

/** Tells whether a name may mean a thing, by its last part alone: cheap to ask of many. */
export function createMayMean(view: View, id: ArtifactId): (written: string) => boolean {
  const artifact = view.artifact(id)
  const names = artifact === null ? [] : namesOf(view, artifact)
  return (written) => names.includes(partsOf(written).at(-1) ?? '')
}

/**
 * How one links to a thing by name: the floors it is on stand before it where its name alone means another.
 */
export function nameFor(view: View, id: ArtifactId): string | null {
  const parts: string[] = []
  for (let at = view.artifact(id); at !== null && at.id !== view.root; at = onWhat(view, at)) {
    parts.unshift(stemOf(view, at) ?? at.name)
    const name = parts.join('/')
    if (/[[\]|#^\n\\]/.test(name)) return null
    if (thingNamed(view, name) === id) return name
  }
  return null
}

const partsOf = (written: string): string[] =>
  written
    .replace(/\.(?:md|markdown)$/i, '')
    .split('/')
    .map(alike)

const stemOf = ({ scene }: View, { id }: Artifact): string | null =>
  parseFileName(sceneArtifact(scene, id)?.get(IMPORTED_AS))?.stem ?? null

function namesOf(view: View, artifact: Artifact): readonly string[] {
  const stem = stemOf(view, artifact)
  return stem === null ? [alike(artifact.name)] : [alike(stem), alike(artifact.name)]
}

function onWhat(view: View, { host }: Artifact): Artifact | null {
  return host === null || host === 'limbo' ? null : view.artifact(host)
}

/** Two for each floor that the name has right, one for a thing that is not in limbo. */
function rankOf(view: View, artifact: Artifact, floors: readonly string[]): number {
  let rank = 0
  let at = onWhat(view, artifact)
  for (const floor of floors.toReversed()) {
    if (at === null || !namesOf(view, at).includes(floor)) break
    rank += 2
    at = onWhat(view, at)
  }
  return artifact.host === 'limbo' ? rank : rank + 1
}
