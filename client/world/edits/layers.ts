// The layer of a thing that is brought to the front or sent to the back: a higher layer is drawn over a lower
// one, and within one layer a thing further down the floor over one further up.
import { ORDER_MAX } from '../../../shared/world/limits.ts'
import { touches, type Box } from '../geometry/box.ts'

export type Shift = 'front' | 'forward' | 'backward' | 'back'

export interface Layered extends Box {
  readonly id: string
  readonly order: number
  /** Where it stands: among equals, what stands further down is drawn over the others. */
  readonly foot: number
}

/**
 * The new layers of those that change; none when they are there already. `all`: the things on the floor,
 * `chosen` among them.
 */
export function shifted<T extends Layered>(
  all: readonly T[],
  chosen: ReadonlySet<T['id']>,
  shift: Shift,
): { readonly id: T['id']; readonly order: number }[] {
  const ours = all.filter(({ id }) => chosen.has(id))
  const others = all.filter(({ id }) => !chosen.has(id))
  const changes =
    shift === 'front' || shift === 'back'
      ? toEnd(ours, others, shift === 'front' ? 1 : -1)
      : ours.map((thing) => ({ id: thing.id, order: stepped(thing, others, shift === 'forward' ? 1 : -1) }))
  const layers = new Map(changes.map(({ id, order }) => [id, order]))
  if (changes.some(({ order }) => Math.abs(order) > ORDER_MAX)) return renumbered(all, layers)
  return changes.filter(({ id, order }) => ours.some((thing) => thing.id === id && thing.order !== order))
}

/** In front of all others (1) or behind them (-1), over and under each other as before. */
function toEnd<T extends Layered>(
  ours: readonly T[],
  others: readonly T[],
  way: 1 | -1,
): { readonly id: T['id']; readonly order: number }[] {
  const layers = [...new Set(ours.map(({ order }) => order))].toSorted((a, b) => a - b)
  const end = others.reduce(
    (far, { order }) => (order * way > far * way ? order : far),
    others[0]?.order ?? 0,
  )
  const isThere = others.length === 0 || ours.every(({ order }) => (order - end) * way > 0)
  return ours.map(({ id, order }) => {
    const turn = layers.indexOf(order)
    return { id, order: isThere ? order : way === 1 ? end + 1 + turn : end - layers.length + turn }
  })
}

/** Past the next one that it touches, and the others in that one's layer. */
function stepped(thing: Layered, others: readonly Layered[], way: 1 | -1): number {
  const over = (a: Layered, b: Layered): number => a.order - b.order || a.foot - b.foot
  const next = others
    .filter((other) => touches(thing, other) && over(other, thing) * way > 0)
    .toSorted((a, b) => over(a, b) * way)[0]
  if (!next) return thing.order
  const isPast = (thing.foot - next.foot) * way > 0
  return isPast ? next.order : next.order + way
}

/**
 * When there is no layer left at an end: all layers of the floor anew, one beside the other around the
 * default one.
 */
function renumbered<T extends Layered>(
  all: readonly T[],
  changes: ReadonlyMap<T['id'], number>,
): { readonly id: T['id']; readonly order: number }[] {
  const wanted = (thing: T): number => changes.get(thing.id) ?? thing.order
  const layers = [...new Set([0, ...all.map(wanted)])].toSorted((a, b) => a - b)
  const usual = layers.indexOf(0)
  return all
    .map((thing) => ({ id: thing.id, order: layers.indexOf(wanted(thing)) - usual, was: thing.order }))
    .filter(({ order, was }) => order !== was)
    .map(({ id, order }) => ({ id, order }))
}
