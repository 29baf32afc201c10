// Draws the notices.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { onTakingBack, showNotices, type Notice } from '../notices/notices.ts'
import { usePhone } from '../browser/media.ts'
import './notices.css'

/** How long a notice stays unless it says otherwise. */
const STAY_MS = 6000

/** Most notices at a time; older ones wait behind them. On a phone they would cover what one does. */
const LIMIT = 2
const PHONE_LIMIT = 1
/** Between a notice and one's own figure, in pixels. */
const GAP = 8
/** What one works with at the foot of a window. */
const FEET = '.walk-foot, .foot-of-floor > *, .timeline, .elsewhere, .pad'

export default function Notices() {
  return (
    <Toast.Provider limit={usePhone() ? PHONE_LIMIT : LIMIT}>
      <Toast.Portal>
        <Place />
      </Toast.Portal>
    </Toast.Provider>
  )
}

/** Above what one works with, which may come and change its height while a notice stands. */
function Place() {
  const { toasts } = Toast.useToastManager()
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (toasts.length === 0) return undefined
    function stand(): void {
      const element = place.current
      if (!element) return
      element.style.setProperty('--foot', `${footHeight()}px`)
      delete element.dataset['aside']
      if (coversMe(element)) element.dataset['aside'] = 'yes'
    }
    stand()
    const watch = new ResizeObserver(stand)
    // It gives room to whatever is opened below it.
    for (const element of document.querySelectorAll(`body, .floor-window, ${FEET}`)) watch.observe(element)
    return () => watch.disconnect()
  }, [toasts.length])
  return (
    <Toast.Viewport className="notices" ref={place}>
      <NoticeList />
    </Toast.Viewport>
  )
}

/** How much of the window, from its lower edge, is of what one works with, in pixels. */
function footHeight(): number {
  const tops = Array.from(document.querySelectorAll(FEET), (foot) => foot.getBoundingClientRect())
    .filter(({ height, top }) => height > 0 && top > innerHeight / 2)
    .map(({ top }) => top)
  return innerHeight - Math.min(innerHeight, ...tops)
}

/** Whether notices lie over the figure of the person who sees them. */
function coversMe(place: HTMLElement): boolean {
  const me = document.querySelector('.figure[data-me] .figure-body')?.getBoundingClientRect()
  const { left, right, top, bottom } = place.getBoundingClientRect()
  return (
    me !== undefined &&
    me.right > left - GAP &&
    me.left < right + GAP &&
    me.bottom > top - GAP &&
    me.top < bottom + GAP
  )
}

function NoticeList() {
  const { toasts, add, close } = Toast.useToastManager()
  useEffect(() => {
    const judged = new Map<string, () => boolean>()
    function show({ text, action, isSo, timeoutMs = STAY_MS }: Notice): void {
      const id: string = add({
        title: text,
        timeout: timeoutMs,
        onRemove: () => judged.delete(id),
        ...(action && {
          actionProps: {
            children: action.label,
            onClick() {
              action.run()
              close(id)
            },
          },
        }),
      })
      if (isSo) judged.set(id, isSo)
    }
    const endTaking = onTakingBack(() => {
      for (const [id, isSo] of judged) if (!isSo()) close(id)
    })
    const endShowing = showNotices(show)
    return () => {
      endTaking()
      endShowing()
    }
  }, [add, close])
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="notice">
      {/* Its words are its name, and no heading of the page. */}
      <Toast.Title className="notice-text" render={<p />} />
      <Toast.Action className="notice-action" />
      {/* It can be reached at any time, so it is told of at any time: the library hides it until one is among the notices. */}
      <Toast.Close className="notice-close" aria-label="Dismiss" aria-hidden={false}>
        <X size={16} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ))
}
