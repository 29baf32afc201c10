// The shared part of making a new world of a folder and of adding one to an open world: ids, links, and
// places for things that have none.
import type * as Y from 'yjs'
import type { ArtifactId } from '../world/address.ts'
import { DEFAULT_LOOK, LOOK } from '../world/look.ts'
import { ownValue, parsePlace, type Host } from '../world/place.ts'
import { spotsOn, type LayoutBox, type LayoutPoint, type Spots } from './floor-layout.ts'
import { createFileFinder, type FileFinder } from './links/file-finder.ts'
import { withWays } from './links/folder-links.ts'
import { CONTENTS_MAX } from './format/folder-limits.ts'
import { lookOf, mapFor, placeIn, type FolderThing } from './format/folder-thing.ts'
import { isMapping } from './format/yaml-values.ts'

/** Where things go that stand on the whole folder's own floor. */
interface TargetFloor {
  readonly host: ArtifactId
  readonly hasText: boolean
  /** The boxes that are there already. */
  readonly taken: readonly LayoutBox[]
  /** The first row for things without a place, in pixels. */
  readonly from?: number
  /** Where the first thing without a place goes, whatever is there. */
  readonly first?: LayoutPoint
  /** Whether the places that files give there count. */
  readonly keepsPlaces: boolean
}

export interface PlannedThing {
  readonly id: ArtifactId
  readonly map: Y.Map<unknown>
  /** Null for the root. */
  readonly place: object | null
  /** Stands on the ground itself. */
  readonly isOnGround: boolean
}

/** Makes artifacts of a folder's things; `idFor` answers one that is free. */
export class ThingPlanner {
  readonly #ids = new Map<FolderThing, ArtifactId>()
  readonly #byPath = new Map<string, ArtifactId>()
  /** Made once all have their ids. */
  #files: FileFinder | null = null
  readonly #renamed = new Map<string, string>()
  readonly #spots = new Map<Host, Spots>()
  readonly #things: readonly FolderThing[]
  readonly #ground: TargetFloor
  readonly #inside: ReadonlyMap<FolderThing['host'], readonly FolderThing[]>

  constructor(
    things: readonly FolderThing[],
    ground: TargetFloor,
    idFor: (thing: FolderThing) => ArtifactId,
  ) {
    this.#things = things
    this.#ground = ground
    this.#inside = Map.groupBy(things, ({ host }) => host)
    for (const thing of things) this.name(thing, idFor(thing))
  }

  /** Gives a thing its id. */
  name(thing: FolderThing, id: ArtifactId): void {
    this.#ids.set(thing, id)
    this.#byPath.set(thing.path, id)
    if (thing.id !== null) this.#renamed.set(thing.id, id)
  }

  /** The page with its ways. */
  pageOf(thing: FolderThing): string {
    if (thing.isFolder) return contentsPage(thing.name, this.#named(this.#inside.get(thing) ?? []))
    if (thing.isAsWritten) return thing.page
    this.#files ??= createFileFinder(this.#byPath.keys())
    return withWays(thing.page, thing.path, this.#files, (path) => this.#byPath.get(path) ?? null)
  }

  /** The list of the things on the whole folder's own floor. */
  contents(): string {
    return contentsPage('', this.#named(this.#inside.get(null) ?? []))
  }

  #named(things: readonly FolderThing[]) {
    return things.flatMap((thing) => {
      const id = this.#ids.get(thing)
      return id === undefined ? [] : [{ id, name: thing.name || 'Without a name' }]
    })
  }

  all(): PlannedThing[] {
    const placed = this.#things.map((thing) => ({ thing, place: this.#written(thing) }))
    this.#layOut(placed)
    return placed.map(({ thing, place }) => {
      const host = this.#hostOf(thing)
      const spot = place ?? { host, ...this.#spot(host)(sizeOf(thing)), facing: 'down' }
      const id = this.#ids.get(thing)
      if (id === undefined) throw new Error(`no id for ${thing.path}`)
      const isOnGround = host === this.#ground.host
      return { id, map: mapFor(thing, spot, this.pageOf(thing)), place: spot, isOnGround }
    })
  }

  #hostOf({ host }: FolderThing): Host {
    if (host === null) return this.#ground.host
    return host === 'limbo' ? host : (this.#ids.get(host) ?? this.#ground.host)
  }

  /** The place that the file gives, where that counts. */
  #written(thing: FolderThing): object | null {
    const host = this.#hostOf(thing)
    const place = placeIn(thing, host, (id) => this.#renamed.get(id) ?? id)
    const isHere = place !== null && parsePlace(place)?.host === this.#ground.host
    return isHere && !this.#ground.keepsPlaces ? null : place
  }

  /** Finds out what stands on which floor, so that the rest goes beside it. */
  #layOut(placed: readonly { readonly thing: FolderThing; readonly place: object | null }[]): void {
    const { host, hasText, taken, from, first } = this.#ground
    const boxes = new Map<Host, LayoutBox[]>([[host, [...taken]]])
    for (const { thing, place } of placed) {
      const at = parsePlace(place)
      if (at === null) continue
      const on = boxes.get(at.host) ?? []
      on.push({ x: at.x, y: at.y, ...sizeOf(thing) })
      boxes.set(at.host, on)
    }
    const ground = { taken: boxes.get(host) ?? [], hasText, ...(from !== undefined && { from }) }
    this.#spots.set(host, spotsOn({ ...ground, ...(first && { first }) }))
    for (const thing of this.#things) {
      const id = this.#ids.get(thing)
      if (id === undefined) continue
      this.#spots.set(
        id,
        spotsOn({ taken: boxes.get(id) ?? [], hasText: thing.isFolder || thing.page.trim() !== '' }),
      )
    }
  }

  #spot(host: Host): Spots {
    const spots = this.#spots.get(host) ?? spotsOn({ taken: [], hasText: false })
    this.#spots.set(host, spots)
    return spots
  }
}

function sizeOf(thing: FolderThing): { readonly width: number; readonly height: number } {
  const look = lookOf(thing)
  if (!isMapping(look)) return DEFAULT_LOOK
  return {
    width: LOOK.width(ownValue(look, 'width')) ?? DEFAULT_LOOK.width,
    height: LOOK.height(ownValue(look, 'height')) ?? DEFAULT_LOOK.height,
  }
}

/** The characters of a name that would be signs of Markdown there, in a heading or a link. */
const SIGNS = /[\\`*_[\]<~]|&(?=#?\w+;)|#(?=#*$)/g

const plain = (name: string): string => name.replace(SIGNS, '\\$&')

/**
 * The page of a folder that has none: its name, which its board shows, and links to its content. `name`
 * empty: the list alone.
 */
function contentsPage(
  name: string,
  inside: readonly { readonly id: ArtifactId; readonly name: string }[],
): string {
  const heading = name === '' ? '' : `# ${plain(name)}\n\n`
  const lines = inside.slice(0, CONTENTS_MAX).map(({ id, name }) => `- [${plain(name)}](#${id})\n`)
  const rest = inside.length - lines.length
  return `${heading}${lines.join('')}${rest > 0 ? `- and ${rest} more on this floor\n` : ''}`
}
