// Keep: what stands in live is written into the scene, as an edit of the editor who pressed it. Afterwards the world is
// shown as before, and nothing of it is live any more; a walk ends where its leg began, since only its owner knows more.
//
// Undo takes it back as one step, and by the rule that an edit beats what was before it, undo too: the world is then as
// it was written, and what happened is not shown again (redo brings it back). Anchors are compared by what the page says,
// so those show again what code wrote. What code had made is in limbo then, with what others have written on it since.
import type * as Y from 'yjs'
import type { ArtifactId } from './address.ts'
import { anchorsIn, type LiveAnchor } from './anchors.ts'
import type { Artifact, Field } from './artifact.ts'
import { erase } from './edit-fields.ts'
import { MAKING, replaced } from './edit-places.ts'
import { EDITED, write, type Edit, type Edited } from './edit.ts'
import { plainOf, RULES, valueOf } from './fields.ts'
import { pageOf } from './page.ts'
import { artifactMap, artifactMaps, innerMap, sceneArtifact, textOf } from './scene.ts'

/** What code wrote to the anchors of each page. */
interface Anchors {
  readonly anchors: (id: ArtifactId) => ReadonlyMap<string, LiveAnchor>
}

/**
 * Writes what is live into the scene: one transaction with the edit's origin. What only code made is made before it, in
 * limbo and past the undo, as `createArtifact` does.
 */
export function keepLive(edit: Edit, now: Anchors): Edited {
  const { view } = edit
  const { scene } = view
  // As it is now: what is written below changes the view.
  const artifacts = [...view.artifacts()]
  const made = artifacts.filter(({ onlyLive }) => onlyLive)
  const live = artifacts.filter((artifact) => artifact.live.size > 0 || artifact.walk !== null)
  const lines = artifacts.flatMap(({ id }) => linesOf(pageOf(view, id), id, now))
  if (live.length + lines.length === 0) return EDITED
  if (made.length > 0) {
    const pages = made.map((artifact) => [artifact, pageOf(view, artifact.id) ?? ''] as const)
    scene.transact(() => {
      for (const [artifact, page] of pages) makeInLimbo(scene, artifact, page)
    }, MAKING)
  }
  return write(edit, () => {
    for (const artifact of live) keepFields(scene, artifact)
    for (const line of lines) keepLine(scene, line)
  })
}

function makeInLimbo(scene: Y.Doc, { id, name, place }: Artifact, page: string): void {
  const { x = 0, y = 0, facing = 'down', host = null, was = null } = place ?? {}
  const spot = host === null || host === 'limbo' ? was : { host, x, y, facing }
  const limbo = { host: 'limbo', x, y, facing, ...(spot && { was: spot }) }
  artifactMaps(scene).set(
    id,
    artifactMap(
      [
        ['name', name],
        ['place', limbo],
      ],
      page,
    ),
  )
}

function keepFields(scene: Y.Doc, artifact: Artifact): void {
  const map = sceneArtifact(scene, artifact.id)
  if (map === null) return
  for (const field of artifact.live) keepField(map, field, artifact)
  // A walk stands over the place, so that has to be written for the walk to end.
  if (artifact.walk !== null && !artifact.live.has('place')) keepField(map, 'place', artifact)
}

function keepField(artifact: Y.Map<unknown>, field: Field, shown: Artifact): void {
  const [first, second] = RULES[field].keys
  const map = second === undefined ? artifact : innerMap(artifact, first)
  const value = plainOf(field, valueOf(shown, field))
  if (value === null) erase(map, second ?? first)
  else map.set(second ?? first, field === 'place' ? replaced(map.get('place'), Object(value)) : value)
}

/** A line of a page that shows something else than it says. */
interface Line {
  readonly id: ArtifactId
  readonly from: number
  readonly to: number
  readonly words: string
}

/** From the last to the first, so that writing one moves none of those that are left. */
function linesOf(page: string | null, id: ArtifactId, now: Anchors): Line[] {
  const live = now.anchors(id)
  if (page === null || live.size === 0) return []
  return anchorsIn(page)
    .toReversed()
    .flatMap(({ name, from, to, value }) => {
      const over = live.get(name)
      if (over?.written !== value || over.value === value) return []
      // A line that has no value yet has no blank before it either.
      return [{ id, from, to, words: from === to && page[from - 1] !== ' ' ? ` ${over.value}` : over.value }]
    })
}

function keepLine(scene: Y.Doc, { id, from, to, words }: Line): void {
  const text = textOf(scene, id)
  // A foreign client put in what is no text: its places are counted otherwise.
  if (text === null || text.length !== text.toJSON().length) return
  text.delete(from, to - from)
  text.insert(from, words)
}
