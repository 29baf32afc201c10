import { meantKeyOf } from '../device/pressed-key.ts'
// Arrow keys among buttons that stand in rows: to the neighbour that is nearest on the screen. Only one of
// them is reached with Tab, so that the elements after them are near.

const CHOICES = '[data-choice]'

/**
 * As the ref of the element around buttons that have `data-choice`, and around a field that searches them.
 */
export function gridKeys(area: HTMLElement | null): (() => void) | undefined {
  if (!area) return undefined
  const control = new AbortController()
  const { signal } = control
  let last: HTMLElement | null = null
  const observer = new MutationObserver(() => keepOneStop(area, last))
  observer.observe(area, { childList: true, subtree: true })
  keepOneStop(area, last)
  area.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof HTMLElement) || !target.matches(CHOICES)) return
      last = target
      keepOneStop(area, last)
    },
    { signal },
  )
  area.addEventListener('keydown', (event) => onKeyDown(area, event), { signal })
  return () => {
    observer.disconnect()
    control.abort()
  }
}

function onKeyDown(area: HTMLElement, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const from = event.target instanceof HTMLElement ? event.target : null
  const next = from && nextFrom(area, from, meantKeyOf(event))
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}

function keepOneStop(area: HTMLElement, last: HTMLElement | null): void {
  const all = [...area.querySelectorAll<HTMLElement>(CHOICES)]
  const stop = last && all.includes(last) ? last : all[0]
  for (const choice of all) choice.tabIndex = choice === stop ? 0 : -1
}

function nextFrom(area: HTMLElement, from: HTMLElement, key: string): HTMLElement | null {
  const all = [...area.querySelectorAll<HTMLElement>(CHOICES)]
  const at = all.indexOf(from)
  if (at < 0) return key === 'ArrowDown' ? (all[0] ?? null) : null
  switch (key) {
    case 'ArrowRight':
      return all[at + 1] ?? null
    case 'ArrowLeft':
      return all[at - 1] ?? null
    case 'Home':
      return all[0] ?? null
    case 'End':
      return all.at(-1) ?? null
    case 'ArrowDown':
      return nearest(from, all.slice(at + 1), (there, here) => there.top >= here.bottom - 1)
    case 'ArrowUp':
      return (
        nearest(from, all.slice(0, at).toReversed(), (there, here) => there.bottom <= here.top + 1) ??
        search(area)
      )
    default:
      return null
  }
}

const search = (area: HTMLElement): HTMLElement | null =>
  area.querySelector<HTMLElement>('input[type="search"]')

/** Of the next row that way, the one in the same column, or nearly. */
function nearest(
  from: HTMLElement,
  others: readonly HTMLElement[],
  isThatWay: (there: DOMRect, here: DOMRect) => boolean,
): HTMLElement | null {
  const here = from.getBoundingClientRect()
  const there = others.map((element) => ({ element, box: element.getBoundingClientRect() }))
  const row = there.find(({ box }) => isThatWay(box, here))?.box
  if (!row) return null
  const away = ({ box }: { box: DOMRect }): number =>
    Math.abs(box.left + box.width / 2 - here.left - here.width / 2)
  return there
    .filter(({ box }) => Math.abs(box.top - row.top) < 2)
    .reduce((best, one) => (away(one) < away(best) ? one : best)).element
}
