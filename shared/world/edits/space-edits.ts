// Commands that open and close space on a floor: blank lines in the page, and the things below move with
// them. It is one transaction, so that text and things move together as one step.
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import { checkText, writtenPage, textIn } from './text-edits.ts'
import { EDITED, editable, refuseEdit, write, type Edit, type Edited } from './scene-edit.ts'
import { thingsOn } from '../view/present-people.ts'
import { isCoordinate, replaced } from '../place.ts'
import { textOf } from '../scene/scene.ts'

export interface BlankSpace {
  /** The artifact of the page and the floor. */
  readonly host: ArtifactId
  /** Where the first of the blank lines begins, in UTF-16 units of the page. */
  readonly index: number
  /** How many blank lines. */
  readonly lines: number
  /** Where the space begins on the floor, in pixels from its top. */
  readonly top: number
  /** How high those lines are together, in pixels: as the page is laid out, the same for everybody. */
  readonly height: number
}

/** Where a thing is shown at this moment; one that walks is somewhere on its way. */
export type SpotNow = (artifact: Artifact) => { readonly x: number; readonly y: number }

/** Opens space: the lines after it go down, and with them every thing whose middle is below its top. */
export function insertSpace(edit: Edit, space: BlankSpace, where: SpotNow = placeOf): Edited {
  const found = editable(edit, space.host)
  if (!found.ok) return found
  const lines = whole(space.lines)
  if (lines === 0) return EDITED
  const refused = checkText('\n'.repeat(lines), textOf(edit.view.scene, space.host)?.length ?? 0)
  if (refused !== null) return refused
  const moves = movesOf(edit, space, where, () => space.height)
  if (moves === null) return refuseEdit('place', 'The floor does not reach that far down.')
  return write(edit, () => {
    const page = writtenPage(found.map)
    page.insert(Math.max(0, Math.min(whole(space.index), page.length)), '\n'.repeat(lines))
    for (const move of moves) move()
  })
}

/**
 * Closes space: takes blank lines away, and the things below move up as far, but never above the top of the
 * space. Lines that are not blank are refused, whole.
 */
export function removeSpace(edit: Edit, space: BlankSpace, where: SpotNow = placeOf): Edited {
  const found = editable(edit, space.host)
  if (!found.ok) return found
  const page = textOf(edit.view.scene, space.host)
  const gap = page && blankLines(textIn(page), space)
  if (!page || !gap) return refuseEdit('text', 'Only blank lines can be removed this way.')
  const moves = movesOf(edit, space, where, (middle) => -Math.min(space.height, middle - space.top))
  if (moves === null) return refuseEdit('place', 'The floor does not reach that far up.')
  return write(edit, () => {
    page.delete(gap.from, gap.to - gap.from)
    for (const move of moves) move()
  })
}

/** True for a thing that such a space takes along; `top` in pixels of the floor. */
export function standsBelow(top: number, { look }: Artifact, y: number): boolean {
  return y + look.height / 2 >= top
}

/** The moves of the things below; null when one would leave the floor. Things that only code made stay. */
function movesOf(
  { view }: Edit,
  { host, top }: BlankSpace,
  where: SpotNow,
  by: (middle: number) => number,
): readonly (() => void)[] | null {
  const moves: (() => void)[] = []
  for (const id of thingsOn(view, host)) {
    const thing = editable({ view, origin: null }, id)
    if (!thing.ok || !thing.artifact.place) continue
    const { artifact, map } = thing
    const { x, y } = where(artifact)
    if (!standsBelow(top, artifact, y)) continue
    const shift = Math.round(by(y + artifact.look.height / 2))
    if (shift === 0) continue
    const to = { host, x: Math.round(x), y: Math.round(y) + shift, facing: thing.artifact.place.facing }
    if (!isCoordinate(to.y)) return null
    moves.push(() => map.set('place', replaced(map.get('place'), to)))
  }
  return moves
}

/** Where so many blank lines stand in a text; null when they are not there. */
function blankLines(text: string, { index, lines }: BlankSpace): { from: number; to: number } | null {
  const from = whole(index)
  if (from > text.length || (from > 0 && text[from - 1] !== '\n') || whole(lines) === 0) return null
  let to = from
  for (let line = 0; line < whole(lines); line += 1) {
    const end = text.indexOf('\n', to)
    if (text.slice(to, end === -1 ? undefined : end).trim() !== '') return null
    if (end !== -1) to = end + 1
    else if (line === whole(lines) - 1) return { from: Math.max(0, from - 1), to: text.length }
    else return null
  }
  return { from, to }
}

const placeOf: SpotNow = ({ place }) => ({ x: place?.x ?? 0, y: place?.y ?? 0 })

const whole = (count: number): number => Math.max(0, Math.trunc(count))
