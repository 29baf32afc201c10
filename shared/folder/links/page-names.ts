// The meaning of links by name, `[[First steps]]`, `[[Guide/First steps]]`, as other programs write them: the
// thing of that name, or whose page came as a file of that name.
import { readNamedLink, type NamedLink } from '../../page/named-links.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Artifact } from '../../world/artifact.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import { imageType } from '../../world/image-type.ts'
import { IMPORTED_AS, readFileName, type FileName } from '../format/file-name.ts'
import { alike } from './named-pictures.ts'

/** How a thing is called: by its file before its name, and by that before its aliases. */
type NameKind = 3 | 2 | 1

interface NamedThing {
  readonly artifact: Artifact
  readonly kind: NameKind
  /** As it is written there. */
  readonly written: string
  /** The thing whose folder the name is in; null for the whole. */
  readonly floor: Artifact | null
}

/** The things of a world by all that they are called. */
interface NameIndex {
  readonly called: ReadonlyMap<string, readonly NamedThing[]>
  /** What each thing was when it was looked at. */
  readonly told: ReadonlyMap<ArtifactId, readonly unknown[]>
  /** What was found, by the page and the name. */
  readonly found: Map<string, ArtifactId | null>
}

/** As much of a view as says how its things are called. */
export type NamedView = Pick<View, 'scene' | 'root' | 'artifact' | 'artifacts' | 'subscribe'>

const indexes = new WeakMap<NamedView, NameIndex>()

/** Kept until a thing comes, goes or is called otherwise: a page looks up all that it names at once. */
function indexOf(view: NamedView): NameIndex {
  const known = indexes.get(view)
  if (known !== undefined) return known
  const called = new Map<string, NamedThing[]>()
  const told = new Map<ArtifactId, readonly unknown[]>()
  for (const artifact of view.artifacts()) {
    if (artifact.avatar != null) continue
    told.set(artifact.id, toldOf(view, artifact))
    for (const [name, entry] of namesOf(view, artifact)) {
      const same = called.get(name)
      if (same === undefined) called.set(name, [entry])
      else same.push(entry)
    }
  }
  const index = { called, told, found: new Map<string, ArtifactId | null>() }
  indexes.set(view, index)
  const stop = view.subscribe(({ artifacts, meta }) => {
    if (!meta && ![...artifacts].some((id) => isCalledOtherwise(view, index, id))) return
    indexes.delete(view)
    stop()
  })
  return index
}

/** All that decides how a thing is called, and on which floors. */
function toldOf({ scene }: NamedView, { id, name, host }: Artifact): readonly unknown[] {
  const map = sceneArtifact(scene, id)
  return [name, host, ...[IMPORTED_AS, ...ALIASES].map((key): unknown => map?.get(key))]
}

/** Most changes are of places: people walk, and things are moved. */
function isCalledOtherwise(view: NamedView, { told }: NameIndex, id: ArtifactId): boolean {
  const artifact = view.artifact(id)
  const before = told.get(id)
  if (artifact === null || artifact.avatar != null) return before !== undefined
  return toldOf(view, artifact).some((one, at) => before === undefined || one !== before[at])
}

/**
 * The thing that a name means on a page, best first: the one on the floors that it says, then what is not in
 * limbo, then by file, by name, by alias, then the nearest to the page, as Obsidian has it.
 */
export function thingNamed(
  view: NamedView,
  written: string,
  here: ArtifactId | null = null,
): ArtifactId | null {
  const { called, found } = indexOf(view)
  const key = `${here}\n${written}`
  const known = found.get(key)
  if (known !== undefined) return known
  const parts = partsOf(written)
  const whole = parts.join('/')
  const wanted = parts.pop() ?? ''
  const page = here === null ? null : view.artifact(here)
  const candidates = [
    ...(called.get(wanted) ?? []).map((one) => ({ one, floors: floorsMeant(view, one, parts) })),
    ...(parts.length === 0 ? [] : (called.get(whole) ?? [])).map((one) => ({ one, floors: parts.length })),
  ]
  let best: { readonly one: NamedThing; readonly rank: readonly number[] } | null = null
  for (const { one, floors } of candidates) {
    const depth = depthOf(view, one)
    const isNear = one.floor?.id === page?.id || one.floor?.id === (page && floorOf(view, page)?.id)
    const rank = [
      floors,
      Number(one.artifact.host !== 'limbo'),
      one.kind,
      Number(parts.length > 0 && floors === parts.length && depth === floors),
      Number(page !== null && isNear),
      -depth,
      // In the very letters that are written.
      Number(written.endsWith(one.written)),
    ]
    const order = best === null ? 1 : compareRanks(rank, best.rank)
    if (order > 0 || (order === 0 && best !== null && one.artifact.id < best.one.artifact.id))
      best = { one, rank }
  }
  const id = wanted === '' ? null : (best?.one.artifact.id ?? null)
  found.set(key, id)
  return id
}

/**
 * What a link by name, `[[target|words]]`, means on a page. Where only its second half names a page, that is
 * its target, `[[words|target]]`, as Dendron writes it.
 */
export function meantLink(view: NamedView, written: string, here: ArtifactId | null): MeantLink | null {
  const link = readNamedLink(written)
  if (link === null) return null
  const id = thingNamed(view, link.name, here)
  const mayTurn = id === null && link.name !== '' && imageType(link.name) === null && !written.startsWith('!')
  const turned = mayTurn ? readNamedLink(`[[${link.label}]]`) : null
  const other = turned === null ? null : thingNamed(view, turned.name, here)
  if (turned === null || other === null) return { ...link, id, isTurned: false }
  const words = written.slice('[['.length, written.indexOf('|')).replace(/\\$/, '')
  return { ...turned, label: words, id: other, isTurned: true }
}

export interface MeantLink extends NamedLink {
  /** Null: nothing is called so. */
  readonly id: ArtifactId | null
  /** Its words stand before its name. */
  readonly isTurned: boolean
}

/** Both halves of links by name, in any text: what each may mean. */
export const HALVES = /(?<=\[\[(?:[^[\]|\n]*\|)?)[^[\]|#\n\\]+/g

function compareRanks(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((rank, at) => rank !== other[at])
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}

/** Tells whether a name may mean a thing, by its last part alone: cheap to ask of many. */
export function createMayMean(view: NamedView, id: ArtifactId): (written: string) => boolean {
  const artifact = view.artifact(id)
  const names = new Set((artifact === null ? [] : namesOf(view, artifact)).map(([name]) => name))
  return (written) => {
    const parts = partsOf(written)
    return names.has(parts.at(-1) ?? '') || names.has(parts.join('/'))
  }
}

/** Tells whether a name may say a thing, on any of its floors, too, now or once it has these names. */
export function createMayInvolve(
  view: NamedView,
  id: ArtifactId,
  names: readonly string[],
): (written: string) => boolean {
  const artifact = view.artifact(id)
  const own = artifact === null ? [] : namesOf(view, artifact).map(([name]) => name)
  const all = new Set([...own, ...names.map(alike)])
  return (written) => {
    const parts = partsOf(written)
    return parts.some((part) => all.has(part)) || all.has(parts.join('/'))
  }
}

/**
 * Whether one part of a path that means `target` says another thing: `target` itself, or a floor it is on.
 */
export function isOnPath(
  view: NamedView,
  id: ArtifactId,
  target: ArtifactId,
  parts: readonly string[],
  at: number,
): boolean {
  let floor = view.artifact(target)
  for (let left = parts.length - 1 - at; left > 0 && floor !== null; left -= 1) floor = floorOf(view, floor)
  return floor?.id === id
}

/**
 * How one links to a thing by name from a page: the floors it is on stand before it where its name alone
 * means another.
 */
export function nameFor(view: NamedView, id: ArtifactId, here: ArtifactId | null = null): string | null {
  const parts: string[] = []
  for (let at = view.artifact(id); at !== null && at.id !== view.root; at = floorOf(view, at)) {
    parts.unshift(fileOf(view, at)?.stem ?? at.name)
    const name = parts.join('/')
    if (/[[\]|#^\n\\]/.test(name)) return null
    if (thingNamed(view, name, here) === id) return name
  }
  return null
}

const partsOf = (written: string): string[] =>
  written
    .replace(/\.(?:md|markdown)$/i, '')
    .split('/')
    .map(alike)
    .filter((part) => part !== '.' && part !== '..')

const fileOf = ({ scene }: NamedView, { id }: Artifact): FileName | null =>
  readFileName(sceneArtifact(scene, id)?.get(IMPORTED_AS))

function floorOf(view: NamedView, { host }: Artifact): Artifact | null {
  return host === null || host === 'limbo' ? null : view.artifact(host)
}

/** All that a thing is called, each with where that counts. */
function namesOf(
  view: NamedView,
  artifact: Artifact,
): readonly (readonly [name: string, called: NamedThing])[] {
  const floor = floorOf(view, artifact)
  const names = (kind: NameKind, all: readonly string[], on = floor) =>
    all.map((name) => [alike(name), { artifact, kind, written: name, floor: on }] as const)
  const file = fileOf(view, artifact)
  const index = file?.isInside === true ? [file.path.slice(file.stem.length + 1).replace(/\.[^.]*$/, '')] : []
  return [
    ...names(3, file === null ? [] : [file.stem, ...otherNamesOf(file.stem)]),
    ...names(3, index, artifact),
    ...names(2, [artifact.name]),
    ...names(1, aliasesOf(sceneArtifact(view.scene, artifact.id))),
  ]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What Logseq calls the page of a file: `a___b` and `a%2Fb` are `a/b`, and a day has a name in words. */
function otherNamesOf(stem: string): readonly string[] {
  const names: string[] = []
  if (/___|%[\da-f]{2}/i.test(stem)) names.push(decoded(stem.replaceAll('___', '/')))
  const [, year, month, day] = /^(\d{4})[_-](\d\d)[_-](\d\d)$/.exec(stem) ?? []
  const name = MONTHS[Number(month) - 1]
  if (name !== undefined) names.push(`${name} ${ordinal(Number(day))}, ${year}`)
  return names
}

function ordinal(day: number): string {
  const isTeen = day >= 11 && day <= 13
  return `${day}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The keys of front matter that name a page otherwise: a list, or names with commas between. */
const ALIASES = ['aliases', 'alias']
/** Most aliases of a page that count, and a bound for what anybody wrote. */
const ALIASES_MAX = 50

function aliasesOf(map: { readonly get: (key: string) => unknown } | null): readonly string[] {
  return ALIASES.flatMap((key) => {
    const told = map?.get(key)
    const all: readonly unknown[] =
      typeof told === 'string' ? told.split(',') : Array.isArray(told) ? told : []
    return all.slice(0, ALIASES_MAX).filter((alias) => typeof alias === 'string')
  })
}

/** How many of the floors that a name says, from the last on, are those that it is on. */
function floorsMeant(view: NamedView, { floor }: NamedThing, floors: readonly string[]): number {
  let at = floor
  let right = 0
  for (const wanted of floors.toReversed()) {
    if (at === null || !floorNames(view, at).includes(wanted)) break
    right += 1
    at = floorOf(view, at)
  }
  return right
}

function floorNames(view: NamedView, artifact: Artifact): readonly string[] {
  const stem = fileOf(view, artifact)?.stem
  return [...(stem === undefined ? [] : [alike(stem)]), alike(artifact.name)]
}

/** In how many folders it is. */
function depthOf(view: NamedView, { floor }: NamedThing): number {
  let depth = 0
  for (let at = floor; at !== null && at.id !== view.root; at = floorOf(view, at)) depth += 1
  return depth
}
