// Keeps a keyboard where it works: when what has the focus goes, or is shut for the length of a request, a
// browser leaves the focus to the page's body, from where one walks through everything again.
import { useEffect, type RefObject } from 'react'

const ASKING = 'dialog, [role="dialog"], [role="alertdialog"], [role="menu"]'

/**
 * Within a place, the focus of what went goes to the place itself, and of what was shut goes back to it once
 * it is open again. It stays where a person took it meanwhile.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const within = place.current
    if (within === null) return undefined
    let last: Element | null = null
    const isShut = (element: Element): boolean => element.matches(':disabled')
    function onFocusIn({ target }: FocusEvent): void {
      if (!(target instanceof Element)) return
      if (within?.contains(target) === true) last = target
      // What asks something gives the focus back, where that is still there.
      else if (target.closest(ASKING) === null) last = null
    }
    function onFocusOut({ target, relatedTarget }: FocusEvent): void {
      if (relatedTarget !== null || !(target instanceof Element)) return
      // Chrome tells it before the element goes: what goes, or is shut, was not left by a person.
      queueMicrotask(() => {
        if (last === target && target.isConnected && !isShut(target)) last = null
      })
    }
    function onPress({ target }: PointerEvent): void {
      if (!(target instanceof Element) || within?.contains(target) === true) return
      if (target.closest(ASKING) === null) last = null
    }
    function onChange(): void {
      // An empty place has nothing to be in.
      if (last === null || within?.firstElementChild === null) return
      if (last.isConnected && isShut(last)) return
      const active = document.activeElement
      if (active !== null && active !== document.body) return
      const to = last.isConnected ? last : within
      if (to instanceof HTMLElement) to.focus({ preventScroll: true })
    }
    const watch = new MutationObserver(onChange)
    watch.observe(within, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    // Dialogs come and go there.
    watch.observe(document.body, { childList: true })
    document.addEventListener('focusin', onFocusIn)
    within.addEventListener('focusout', onFocusOut)
    document.addEventListener('pointerdown', onPress)
    return () => {
      watch.disconnect()
      document.removeEventListener('focusin', onFocusIn)
      within.removeEventListener('focusout', onFocusOut)
      document.removeEventListener('pointerdown', onPress)
    }
  }, [place])
}
