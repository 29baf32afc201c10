// Words of people who stand beside each other: later ones keep clear of earlier ones, and say whose they are.
// Everybody enters a world at one spot, so the first words there would cover each other.
import { useEffect, type RefObject } from 'react'
import { useWorld } from '../../world/context/use-world.ts'
import type { SpeechInSight } from '../../world/play/hearing.ts'
import { hearingOf } from '../../world/play/use-hearing.ts'
import { scaleOf } from './name-rows.ts'

/** Between the words of one and of another, in pixels. */
const GAP = 5
/** Where more talk at once, in a crowd, there is no room for all, and each measuring costs a frame. */
const AT_ONCE_MAX = 12

interface BubbleBox {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Keeps the words of a floor's people apart, whenever somebody says something. */
export function useBubbleSpacing(floor: RefObject<HTMLElement | null>): void {
  const hearing = hearingOf(useWorld())
  useEffect(() => {
    let known: ReadonlySet<SpeechInSight> = new Set()
    let frame = 0
    function look(): void {
      const { words } = hearing.air()
      const isMore = words.some((said) => !known.has(said))
      known = new Set(words)
      if (!isMore) return
      cancelAnimationFrame(frame)
      // The words find their side of the speaker first.
      frame = requestAnimationFrame(() => floor.current && setApart(floor.current))
    }
    look()
    const leave = hearing.subscribe(look)
    return () => {
      leave()
      cancelAnimationFrame(frame)
    }
  }, [floor, hearing])
}

function setApart(floor: HTMLElement): void {
  const words = [...floor.querySelectorAll<HTMLElement>('.bubble:not([data-gone])')]
  if (words.length > AT_ONCE_MAX) return
  const scale = scaleOf(floor)
  const isThere = (one: HTMLElement): boolean => one.dataset['apart'] !== undefined
  const there: BubbleBox[] = words.filter(isThere).map((one) => one.getBoundingClientRect())
  for (const one of words.filter((each) => !isThere(each))) {
    const box = one.getBoundingClientRect()
    const isBelow = one.dataset['below'] !== undefined
    const by = farApart(box, there, isBelow)
    one.dataset['apart'] = ''
    there.push({ ...sidesOf(box), top: box.top + by, bottom: box.bottom + by })
    if (by === 0) continue
    one.style.setProperty('--apart', `${Math.abs(by) / scale}px`)
    const name = one.closest('.figure')?.querySelector<HTMLElement>('.figure-words')
    one.dataset['by'] = name?.firstChild?.textContent ?? ''
    if (name) one.style.setProperty('--by', name.style.color)
  }
}

const sidesOf = ({ left, right }: BubbleBox): Pick<BubbleBox, 'left' | 'right'> => ({ left, right })

/** How far down a box has to go, or up (less than 0), to be clear of others, in pixels. */
export function farApart(box: BubbleBox, others: readonly BubbleBox[], isDown: boolean): number {
  let by = 0
  const inTurn = others.toSorted((a, b) => (isDown ? a.top - b.top : b.bottom - a.bottom))
  for (const other of inTurn) {
    const isBeside = other.right <= box.left || other.left >= box.right
    const isClear = other.bottom <= box.top + by - GAP || other.top >= box.bottom + by + GAP
    if (isBeside || isClear) continue
    by = isDown ? other.bottom + GAP - box.top : other.top - GAP - box.bottom
  }
  return by
}
