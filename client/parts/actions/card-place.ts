// Where a card of actions lies: below its thing, or at the foot of the floor where it would cover somebody
// there, or what is said, or would lie under other things.
import { useLayoutEffect, useState, type RefObject } from 'react'
import { repeat } from '../../../shared/time/repeat.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { systemClock } from '../../device/system-clock.ts'
import { afterDrawing } from '../../browser/later.ts'

export type CardPlace = 'below' | 'middle' | 'left' | 'right'

/** The first that is free counts. */
const PLACES: readonly CardPlace[] = ['below', 'middle', 'left', 'right']
/** Bodies with their names, and words: all that a card leaves free. */
const LEFT_FREE = '.figure-body, .figure-name, .bubble:not([data-gone]), .people-bubble, .walk-note'
/** How often one looks who has come near, in ms. */
const LOOK_MS = 200

/**
 * A card that has gone elsewhere stays there, whoever goes on. Without any place that is free it lies in the
 * middle of the foot, and the floor is moved up once from under it.
 */
export function useCardPlace(card: RefObject<HTMLElement | null>): CardPlace {
  const [tries, setTries] = useState(0)
  useLayoutEffect(() => {
    if (tries === PLACES.length) return makeRoomOnce(card)
    const look = (): void => {
      if (card.current !== null && !isFree(card.current)) setTries(tries + 1)
    }
    look()
    return repeat(look, { everyMs: LOOK_MS, clock: systemClock })
  }, [card, tries])
  return PLACES[tries] ?? 'middle'
}

const floorWindow = (): Element | null => document.querySelector('.floor-window')

function isFree(card: HTMLElement): boolean {
  const room = floorWindow()?.getBoundingClientRect()
  const box = card.getBoundingClientRect()
  // It is not drawn yet.
  if (room === undefined || box.width === 0) return true
  const isWithin =
    box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom
  return isWithin && lowestUnder(box) === null && !isUnderThings(card, box)
}

/** Between the edge of a card and where one looks what is over it, in pixels. */
const LOOK_INSIDE = 6

/** Whether another thing is drawn over a card: that of a ground lies under whatever stands there. */
function isUnderThings(card: HTMLElement, { left, right, top, bottom }: DOMRect): boolean {
  return [left + LOOK_INSIDE, (left + right) / 2, right - LOOK_INSIDE].some((x) => {
    const over = document.elementFromPoint(x, (top + bottom) / 2)?.closest('.thing') ?? null
    return over !== null && !over.contains(card)
  })
}

/** How often one looks before one takes it that somebody stands: the view follows for a moment longer. */
const STILL_LOOKS = 5

/** Once one stands: while one walks the view goes along, and would undo it. Returns how to give it up. */
function makeRoomOnce(card: RefObject<HTMLElement | null>): () => void {
  let still = 0
  const stop = repeat(look, { everyMs: LOOK_MS, clock: systemClock })
  function look(): void {
    still = document.querySelector('.figure[data-me][data-walking]') === null ? still + 1 : 0
    if (still < STILL_LOOKS) return
    stop()
    makeRoom(card.current)
  }
  return stop
}

function makeRoom(card: HTMLElement | null): void {
  const box = card?.getBoundingClientRect()
  const lowest = box && lowestUnder(box)
  const window = floorWindow()
  const paper = window?.querySelector<HTMLElement>('.paper')
  if (box === undefined || lowest == null || !window || !paper) return
  const by = lowest - box.top + GAP
  // A floor that is no longer than the window cannot be moved: it is as long as where somebody walked.
  const scale = paper.getBoundingClientRect().width / FLOOR_WIDTH
  const deep = Math.ceil((window.scrollTop + window.clientHeight + by) / scale)
  if (paper.offsetHeight < deep) paper.style.setProperty('--walked', `${deep}px`)
  afterDrawing(() => window.scrollBy({ top: by }))
}

/** Between a card and what was moved up from under it, in pixels. */
const GAP = 8

/** How far down reaches what lies under a box, of all that is to be free; null: nothing does. */
function lowestUnder(box: DOMRect): number | null {
  const under = [...document.querySelectorAll(LEFT_FREE)]
    .map((one) => one.getBoundingClientRect())
    .filter((one) => isOver(box, one))
  return under.length === 0 ? null : Math.max(...under.map(({ bottom }) => bottom))
}

const isOver = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
