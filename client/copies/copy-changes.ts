// The changes of a kept copy that the living world does not have: each change of one's own, until the world
// says the same.
import type { ArtifactId } from '../../shared/world/address.ts'
import { PROPERTY_KEYS, type Artifact, type Properties } from '../../shared/world/artifact.ts'
import { textOf } from '../../shared/world/scene/scene.ts'
import type { View } from '../../shared/world/view/world-view.ts'

/** A field of a thing, in words. */
interface FieldChange {
  readonly label: string
  readonly before: string
  readonly after: string
}

export type CopyChange =
  /** Of the world itself; an empty language is none. */
  | { readonly kind: 'title' | 'lang' | 'showsMaking'; readonly before: string; readonly after: string }
  /** A thing that the living world does not have. */
  | { readonly kind: 'new'; readonly thing: Artifact; readonly text: string }
  | { readonly kind: 'fields'; readonly thing: Artifact; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'page'; readonly thing: Artifact; readonly before: string; readonly after: string }

/** The three worlds that are compared: the copy, the server's state then, and its present state. */
interface Compared {
  readonly mine: View
  readonly theirs: View
  readonly now: View
}

/** One's own changes that the living world does not show, the world's own first. */
export function changesIn({ mine, theirs, now }: Compared): CopyChange[] {
  const changes: CopyChange[] = []
  if (mine.title !== theirs.title && mine.title !== now.title) {
    changes.push({ kind: 'title', before: now.title, after: mine.title })
  }
  if (mine.lang !== theirs.lang && mine.lang !== now.lang) {
    changes.push({ kind: 'lang', before: now.lang ?? '', after: mine.lang ?? '' })
  }
  if (mine.showsMaking !== theirs.showsMaking && mine.showsMaking !== now.showsMaking) {
    const [before, after] = [now, mine].map(({ showsMaking }) => (showsMaking ? 'on' : 'off'))
    changes.push({ kind: 'showsMaking', before: before ?? '', after: after ?? '' })
  }
  for (const thing of [...mine.artifacts()].sort((a, b) => rank(mine, a) - rank(mine, b))) {
    changes.push(...changesOf(thing, { mine, theirs, now }))
  }
  return changes
}

/** The root first, then from top to bottom. */
const rank = (view: View, { id, place }: Artifact): number => (id === view.root ? -Infinity : (place?.y ?? 0))

function changesOf(thing: Artifact, { mine, theirs, now }: Compared): CopyChange[] {
  const old = theirs.artifact(thing.id)
  const living = now.artifact(thing.id)
  const after = pageOf(mine, thing.id)
  const isText = after !== pageOf(theirs, thing.id)
  const fields = fieldChanges(thing, old, living ?? old)
  if (living === null) {
    // Somebody may have deleted it for good meanwhile: only things that one made or changed oneself are
    // offered.
    return old === null || isText || fields.length > 0 ? [{ kind: 'new', thing, text: after }] : []
  }
  const changes: CopyChange[] = []
  if (fields.length > 0) changes.push({ kind: 'fields', thing, fields })
  const before = pageOf(now, thing.id)
  if (isText && after !== before) changes.push({ kind: 'page', thing, before, after })
  return changes
}

export function pageOf(view: View, id: ArtifactId): string {
  return textOf(view.scene, id)?.toJSON() ?? ''
}

/** Properties in words. */
const PROPERTY_LABELS: Readonly<Record<keyof Properties, string>> = {
  passable: 'People can walk through it',
  pushable: 'It can be pushed',
  pickable: 'It can be picked up',
  takeable: 'It can be taken along',
  locked: 'Locked: nobody can enter',
  speed: 'Speed',
  power: 'Power',
  weight: 'Weight',
  portal: 'Leads to',
}

function fieldChanges(mine: Artifact, old: Artifact | null, now: Artifact | null): FieldChange[] {
  const words = fieldsOf(mine)
  const before = old && fieldsOf(old)
  const living = now && fieldsOf(now)
  const changes: FieldChange[] = []
  for (const [label, after] of words) {
    const said = living?.get(label) ?? ''
    if (after !== before?.get(label) && after !== said) changes.push({ label, before: said, after })
  }
  return changes
}

function fieldsOf({ name, place, look, colors, properties, pinned }: Artifact): Map<string, string> {
  const fields = new Map<string, string>([
    ['Name', name],
    ['Drawing', look.sprite],
    ['Size', `${look.width} × ${look.height}`],
    ['Layer', String(look.order)],
    ['Tint', look.tint ?? 'default'],
    ['Turned by', `${look.angle}°`],
    ['Opacity', `${look.opacity} %`],
    ['Scale', `${look.scale} %`],
    ['Pinned', wordFor(pinned)],
    ['Paper', colors.paper ?? 'default'],
    ['Ink', colors.ink ?? 'default'],
    ['Colour of the title', colors.title ?? 'default'],
  ])
  if (place) fields.set('Place', place.host === 'limbo' ? 'in limbo' : `${place.x} across, ${place.y} down`)
  for (const key of PROPERTY_KEYS) fields.set(PROPERTY_LABELS[key], wordFor(properties[key]))
  return fields
}

function wordFor(value: Properties[keyof Properties]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return `${value} %`
  return value ?? 'nowhere'
}
