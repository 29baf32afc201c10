// Keep: the values of live are written into the scene, as an edit of the editor who pressed it. Afterwards
// the world looks as before, and nothing of it is live any more. A walk ends where its leg began, since only
// its owner knows more.
//
// Undo takes it back as one step. An edit wins over everything before it, and so does undo: the world is then
// as it was written, and the live values are not shown again (redo brings them back). Anchors are compared
// with the text of the page, so those show the values of code again. Things that code had made are then in
// limbo, whole, with everything that others have written on them since.
import type * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { pageValuesIn } from '../page-values.ts'
import { countsOver } from '../live/live-document.ts'
import type { LivePageValue } from '../live/live-page-values.ts'
import { broughtFromOf, plainBroughtFrom } from '../live/brought-from.ts'
import type { Artifact, Field } from '../artifact.ts'
import { erase } from './field-edits.ts'
import { MAKING } from './place-edits.ts'
import { EDITED, refuseEdit, write, type Edit, type Edited } from './scene-edit.ts'
import { plainOf, RULES, valueOf } from '../scene/scene-fields.ts'
import { replaced } from '../place.ts'
import { hostsFrom } from '../view/host-chain.ts'
import { isWithPeople } from '../view/present-people.ts'
import { artifactMap, artifactMaps, innerMap, sceneArtifact, textOf } from '../scene/scene.ts'
import { pageOf, type View } from '../view/world-view.ts'

/**
 * An artifact as it is shown before anything is written, and the lines of its page that show other than they
 * say.
 */
interface Shown {
  readonly artifact: Artifact
  /**
   * Things that code made have one. A thing without one, and without a scene, is one whose scene has not
   * arrived here yet.
   */
  readonly page: string | null
  readonly lines: readonly KeptLine[]
}

interface KeptLine {
  readonly from: number
  readonly to: number
  readonly words: string
}

/** The values that code wrote to the anchors of each page. */
interface PageValuesNow {
  readonly pageValues: (id: ArtifactId) => ReadonlyMap<string, LivePageValue>
}

/**
 * Writes the live values into the scene: one transaction with the edit's origin. Things that only code made
 * are made before it, in limbo and outside undo, and then put on their floor, as `createArtifact` does.
 */
export function writeLiveIntoScene(edit: Edit, now: PageValuesNow): Edited {
  return keep(edit, now, edit.view.artifacts())
}

/**
 * The same for one thing, everything in it, and the things around it that only live has. Everything else goes
 * on as it is.
 */
export function keepOne(edit: Edit, now: PageValuesNow, id: ArtifactId): Edited {
  const { view } = edit
  if (view.artifact(id) === null) return refuseEdit('missing', 'That thing is no longer here.')
  if (isWithPeople(view, id)) return refuseEdit('live', 'Somebody holds it. Put it down first, then keep it.')
  const ids = new Set([id])
  for (const one of ids) for (const inner of view.on(one)) ids.add(inner)
  for (const host of hostsFrom(view, id)) if (view.artifact(host)?.onlyLive === true) ids.add(host)
  return keep(
    edit,
    now,
    [...ids].flatMap((one) => view.artifact(one) ?? []),
  )
}

function keep(edit: Edit, now: PageValuesNow, those: Iterable<Artifact>): Edited {
  const { view } = edit
  const { scene } = view
  // Their present state: the writes below change the view.
  const artifacts: Shown[] = []
  for (const artifact of those) {
    // People, and the things that they hold, are visitors: they are no part of the written world.
    if (isWithPeople(view, artifact.id)) continue
    const page = pageOf(view, artifact.id)
    artifacts.push({ artifact, page, lines: linesOf(page ?? '', now.pageValues(artifact.id)) })
  }
  const made = artifacts.filter(({ artifact, page }) => artifact.onlyLive && page !== null)
  const ids = new Set(made.map(({ artifact }) => artifact.id))
  const live = artifacts.filter(
    ({ artifact: { live, walk }, lines }) => live.size + lines.length > 0 || walk !== null,
  )
  if (live.length === 0) return EDITED
  if (ids.size > 0) scene.transact(() => made.forEach((shown) => makeWhole(view, shown, ids)), MAKING)
  return write(edit, () => {
    for (const { artifact, lines } of live) {
      const map = sceneArtifact(scene, artifact.id)
      if (map === null) continue
      if (ids.has(artifact.id)) {
        if (artifact.live.has('place')) keepField(map, 'place', artifact)
      } else {
        keepFields(map, artifact)
        keepLines(textOf(scene, artifact.id), lines)
      }
    }
  })
}

/**
 * All of a thing that code made but its place: that is limbo, if it does not stand on another one of them.
 */
function makeWhole(view: View, { artifact, page, lines }: Shown, made: ReadonlySet<ArtifactId>): void {
  const { scene, live } = view
  const came = broughtFromOf(scene, live, artifact.id)
  const { host = 'limbo', x = 0, y = 0, facing = 'down', was = null } = artifact.place ?? {}
  const isInMade = host !== 'limbo' && made.has(host)
  const spot = host === 'limbo' ? was : { host, x, y, facing }
  const place = isInMade ? spot : { host: 'limbo', x, y, facing, ...(spot && { was: spot }) }
  const fields = [
    ['place', place] as const,
    ...(came === null ? [] : [['came', plainBroughtFrom(came)] as const]),
  ]
  const map = artifactMap(fields, written(page ?? '', lines))
  artifactMaps(scene).set(artifact.id, map)
  for (const field of artifact.live) if (field !== 'place') keepField(map, field, artifact)
}

function keepFields(map: Y.Map<unknown>, artifact: Artifact): void {
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

/** From the last to the first, so that writing one does not move the remaining ones. */
function linesOf(page: string, live: ReadonlyMap<string, LivePageValue>): readonly KeptLine[] {
  if (live.size === 0) return []
  const lines: KeptLine[] = []
  for (const { name, from, to, value } of pageValuesIn(page).toReversed()) {
    const shown = live.get(name)
    if (!countsOver(shown, value) || shown.value === value) continue
    // A line that has no value yet has no blank before it either.
    lines.push({ from, to, words: from === to ? ` ${shown.value}` : shown.value })
  }
  return lines
}

function written(page: string, lines: readonly KeptLine[]): string {
  return lines.reduce((text, { from, to, words }) => text.slice(0, from) + words + text.slice(to), page)
}

function keepLines(text: Y.Text | null, lines: readonly KeptLine[]): void {
  // A foreign client put something other than text in it: its positions are counted otherwise.
  if (text === null || text.length !== text.toJSON().length) return
  for (const { from, to, words } of lines) {
    text.delete(from, to - from)
    text.insert(from, words)
  }
}
