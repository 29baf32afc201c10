// Taking a change of a kept copy over into the living world: by ordinary commands, as a new edit.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { setColors, setLook, setPinned, setProperty } from '../../shared/world/edits/field-edits.ts'
import { rename, setLang, setShowsMaking, setTitle } from '../../shared/world/edits/name-edits.ts'
import { createArtifact, moveArtifact, sendToLimbo, type To } from '../../shared/world/edits/place-edits.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import { EDITED, type Edit, type Edited } from '../../shared/world/edits/scene-edit.ts'
import { samePlace } from '../../shared/world/place.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { CopyChange } from './copy-changes.ts'

/** Makes the living world say what the change says. */
export function takeOver(edit: Edit, change: CopyChange): Edited {
  switch (change.kind) {
    case 'title':
      return setTitle(edit, change.after)
    case 'lang':
      return setLang(edit, change.after === '' ? null : change.after)
    case 'showsMaking':
      return setShowsMaking(edit, change.after === 'on')
    case 'page':
      return setText(edit, change.thing.id, change.after)
    case 'new':
      return makeAgain(edit, change.thing, change.text)
    case 'fields':
      return dressLike(edit, change.thing)
  }
}

function makeAgain(edit: Edit, thing: Artifact, text: string): Edited {
  const place = spotFor(edit.view, thing)
  if (!place) return dressLike(edit, thing)
  const { id, look, properties } = thing
  const name = thing.name.trim() === '' ? 'thing' : thing.name
  const made = createArtifact(edit, { id, name, place, text, look, properties })
  if (made.ok && thing.pinned) setPinned(edit, id, true)
  return made.ok ? setColors(edit, id, thing.colors) : made
}

/** Where it was, or on the world's own floor when that is gone. */
function spotFor(view: View, { place }: Artifact): To | null {
  const spot = place?.host === 'limbo' ? place.was : place
  const host = hostHere(view, spot?.host ?? null) ?? view.root
  return host && { host, x: spot?.x ?? 0, y: spot?.y ?? 0, facing: spot?.facing ?? 'down' }
}

function hostHere(view: View, host: ArtifactId | 'limbo' | null): ArtifactId | null {
  return host !== null && host !== 'limbo' && view.artifact(host) ? host : null
}

/** Writes what differs, field by field; stops at the first refusal. */
function dressLike(edit: Edit, thing: Artifact): Edited {
  for (const write of writesFor(edit, thing)) {
    const done = write()
    if (!done.ok) return done
  }
  return EDITED
}

function* writesFor(edit: Edit, thing: Artifact): Iterable<() => Edited> {
  const { id, name, place, look, colors, properties } = thing
  const now = edit.view.artifact(id)
  if (!now) return
  if (name !== now.name) yield () => rename(edit, id, name)
  if (!sameValues(look, now.look)) yield () => setLook(edit, id, look)
  if (!sameValues(colors, now.colors)) yield () => setColors(edit, id, colors)
  if (thing.pinned !== now.pinned) yield () => setPinned(edit, id, thing.pinned)
  for (const key of FLAGS) {
    if (properties[key] !== now.properties[key]) yield () => setProperty(edit, id, key, properties[key])
  }
  for (const key of PERCENTS) {
    if (properties[key] !== now.properties[key]) yield () => setProperty(edit, id, key, properties[key])
  }
  if (properties.portal !== now.properties.portal)
    yield () => setProperty(edit, id, 'portal', properties.portal)
  if (place && !samePlace(place, now.place)) {
    const spot = spotFor(edit.view, thing)
    if (place.host === 'limbo') yield () => sendToLimbo(edit, id)
    else if (spot) yield () => moveArtifact(edit, id, spot)
  }
}

const FLAGS = ['passable', 'pushable', 'pickable', 'takeable', 'locked'] as const
const PERCENTS = ['speed', 'power', 'weight'] as const

function sameValues(a: object, b: object): boolean {
  const values = new Map<string, unknown>(Object.entries(b))
  return Object.entries(a).every(([key, value]) => values.get(key) === value)
}
