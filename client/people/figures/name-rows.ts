// Names under people who stand beside each other, as at an entrance: each on a line of its own if they would
// cover one another.
import { useLayoutEffect, type RefObject } from 'react'
import type { Address, ArtifactId } from '../../../shared/world/address.ts'
import type { PresentPerson } from '../../../shared/world/view/present-people.ts'
import { restOf } from '../../world/motion/shown-motion.ts'
import { NAMES_FROM } from '../../world/geometry/viewport.ts'
import { nodeShown } from '../../words/node-name.ts'
import { foreignNodeOf } from '../../world/people/home-node.ts'

/**
 * The average width of a letter of a name, the space around a name, and the widest one, in pixels; see
 * person-figure.css.
 */
const LETTER = 7
const AROUND = 14
const WIDTH_MAX = 140
/** From one line of names to the next. */
export const LINE = 19
/** Below so many they would be under somebody else's feet. */
const LINES_MAX = 4

export interface FigureName {
  readonly id: ArtifactId
  readonly words: string
  readonly x: number
  readonly y: number
}

/** Puts the names of a floor's people apart, who are drawn in this order. */
export function useNameRows(
  floor: RefObject<HTMLElement | null>,
  people: readonly PresentPerson[],
  world: Address,
): void {
  useLayoutEffect(() => {
    if (!floor.current) return
    const names = floor.current.querySelectorAll<HTMLElement>(':scope > .figure > .figure-name')
    const named = people.flatMap((person) => namedAs(person, world))
    const rows = nameRows(named, sizeOfNames(floor.current))
    for (const [at, { id }] of named.entries()) names[at]?.style.setProperty('--row', `${rows.get(id) ?? 0}`)
  }, [floor, people, world])
}

function namedAs({ id, name, place, walk, avatar }: PresentPerson, world: Address): readonly FigureName[] {
  if (place === null) return []
  const node = foreignNodeOf(world, avatar.account)
  const words = node === null ? name : `${name} · ${nodeShown(node)}`
  return [{ id, words, ...restOf({ ...place, walk, isHeld: false }) }]
}

/**
 * How large a floor is drawn: 1 is as it is written, less from further away. Read where it was written: asked
 * for a computed style, a browser would style all of the floor at once, in each frame that scrolls.
 */
export const scaleOf = (floor: HTMLElement): number =>
  Number(floor.closest<HTMLElement>('.floor-space')?.style.getPropertyValue('--scale')) || 1

/** As the style sheet has it: from far away names are larger than their people. */
const sizeOfNames = (floor: HTMLElement): number => Math.max(1, NAMES_FROM / scaleOf(floor))

/**
 * The line of each name, by the id of its person: only those that are not on the first. `size`: how large
 * names are drawn.
 */
export function nameRows(people: readonly FigureName[], size: number): ReadonlyMap<ArtifactId, number> {
  const rows = new Map<ArtifactId, number>()
  const placed: { readonly x: number; readonly width: number; readonly top: number }[] = []
  // The upper person has the line at their feet; of two at the same height, the same one for everybody who
  // looks on.
  for (const { id, words, x, y } of people.toSorted(
    (a, b) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1),
  )) {
    const width = Math.min(WIDTH_MAX, AROUND + LETTER * words.length) * size
    const line = LINE * size
    const isFree = (row: number): boolean =>
      placed.every(
        (other) =>
          Math.abs(other.x - x) >= (other.width + width) / 2 ||
          Math.abs(other.top - (y + row * line)) >= line,
      )
    let row = 0
    while (row < LINES_MAX - 1 && !isFree(row)) row += 1
    placed.push({ x, width, top: y + row * line })
    if (row > 0) rows.set(id, row)
  }
  return rows
}
