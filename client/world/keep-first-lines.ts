// Keeps the first lines of an open world for its next visit: once it is seen, and after it was written in.
import { firstLinesOf } from '../../shared/folder/first-lines.ts'
import { pathOfWorld } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { keepLines } from '../device/kept-lines.ts'
import type { World } from './context/use-world.ts'
import { isOutlineShown } from './outline-shown.ts'
import { rightIn } from './play/you.ts'

/** So long after the last change, in ms. */
const PAUSE_MS = 1_000

/** Until the answer is called. */
export function keepFirstLines(world: World, member: string): () => void {
  const { view, replica } = world
  let timer: ReturnType<typeof setTimeout> | undefined
  function keep(): void {
    timer = undefined
    const isBesideOutline = isOutlineShown() && atLeast(rightIn(world), 'edit')
    const html = firstLinesOf(view, isBesideOutline)?.html ?? null
    keepLines(member, pathOfWorld(replica.address), html).catch((error: unknown) =>
      console.warn('The first lines of a world were not kept.', error),
    )
  }
  function keepSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(keep, PAUSE_MS)
  }
  const stop = view.subscribe(({ texts }) => {
    if (view.root !== null && texts.has(view.root)) keepSoon()
  })
  keepSoon()
  return () => {
    stop()
    if (timer === undefined) return
    clearTimeout(timer)
    keep()
  }
}
